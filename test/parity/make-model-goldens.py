"""Writes goldens/models.json: what torchvision's models are, begin with, and compute.

    pip install torch==2.15.0 torchvision==0.29.2 && python test/parity/make-model-goldens.py

structure: of each model the SHA-256 of the names and shapes of its state dict, and the number of its parameters.
steps: of small models after manual_seed(0) the SHA-256 of all parameters' bytes and the next random number; then of
images, torch.randn, what it gives in training, the gradients of some of its parameters, for the gradient
((7 i) mod 11 - 5) / 5 at element i of the output, and what it gives in eval mode.
preparation: what images of torch.rand become by the transforms of weights.
"""

import hashlib
import json
import pathlib
import warnings

import torch
from torch import nn
from torchvision import models
from torchvision.models.convnext import CNBlockConfig
from torchvision.models.efficientnet import FusedMBConvConfig, MBConvConfig
from torchvision.models.resnet import BasicBlock, Bottleneck

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
LONG = 12
PARTS = 8
# Larger ones are made of the same parts, and take the tests too long.
LARGEST = 60_000_000
FAMILIES = (
    "alexnet convnext densenet efficientnet googlenet mnasnet mobilenet resnet resnext shufflenet squeezenet vgg vit wide"
).split()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def structure():
    result = {}
    for name in models.list_models(models):
        if not any(name.startswith(family) for family in FAMILIES):
            continue
        with torch.device("meta"):
            net = getattr(models, name)()
        count = sum(p.numel() for p in net.parameters())
        if count > LARGEST and name not in ("vgg13", "vgg16_bn", "vgg19"):
            continue
        shapes = [[key, list(value.shape)] for key, value in net.state_dict().items()]
        result[name] = [sha256(json.dumps(shapes, separators=(",", ":")).encode()), count]
    return result


def vit():
    net = models.VisionTransformer(
        image_size=32, patch_size=8, num_layers=2, num_heads=2, hidden_dim=16, mlp_dim=24, num_classes=5,
        representation_size=12,
    )
    # It is zero at first, so that no gradient would come through.
    nn.init.normal_(net.heads.head.weight)
    return net


def vgg():
    net = models.vgg11_bn(num_classes=5, dropout=0)
    # The first linear layer has a hundred million weights.
    net.avgpool = nn.AdaptiveAvgPool2d(1)
    net.classifier = nn.Linear(512, 5)
    return net


MAKERS = {
    "resnet18": lambda: models.resnet18(num_classes=5),
    "a dilated ResNet that is muted": lambda: models.ResNet(
        Bottleneck, [1, 1, 2, 1], num_classes=5, zero_init_residual=True, groups=2, width_per_group=32,
        replace_stride_with_dilation=[False, True, True],
    ),
    "a ResNet with group norm": lambda: models.ResNet(
        BasicBlock, [1, 1, 1, 1], num_classes=5, norm_layer=lambda channels: nn.GroupNorm(8, channels)
    ),
    "alexnet": lambda: models.alexnet(num_classes=5, dropout=0),
    "vgg11_bn": vgg,
    "squeezenet1_0": lambda: models.squeezenet1_0(num_classes=5, dropout=0),
    "squeezenet1_1": lambda: models.squeezenet1_1(num_classes=5, dropout=0),
    "mobilenet_v2": lambda: models.mobilenet_v2(
        num_classes=5, width_mult=0.5, dropout=0, inverted_residual_setting=[[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 1, 2]]
    ),
    "mobilenet_v3_small": lambda: models.mobilenet_v3_small(num_classes=5, dropout=0, width_mult=0.3),
    "mobilenet_v3_large, dilated": lambda: models.mobilenet_v3_large(
        num_classes=5, dropout=0, width_mult=0.2, reduced_tail=True, dilated=True
    ),
    "a DenseNet": lambda: models.DenseNet(8, (2, 3), 16, bn_size=2, num_classes=5),
    "googlenet": lambda: models.googlenet(num_classes=5, dropout=0, dropout_aux=0, transform_input=True),
    "an EfficientNet": lambda: models.EfficientNet(
        [
            FusedMBConvConfig(1, 3, 1, 8, 8, 2), FusedMBConvConfig(4, 3, 2, 8, 8, 1),
            MBConvConfig(1, 3, 1, 8, 16, 1), MBConvConfig(6, 5, 2, 16, 16, 2),
        ],
        dropout=0, stochastic_depth_prob=0, num_classes=5, last_channel=32,
    ),
    "a ConvNeXt": lambda: models.ConvNeXt(
        [CNBlockConfig(8, 16, 2), CNBlockConfig(16, None, 1)], layer_scale=0.5, num_classes=5
    ),
    "a VisionTransformer": vit,
    "a ShuffleNetV2": lambda: models.ShuffleNetV2([2, 2, 1], [8, 16, 24, 32, 64], num_classes=5),
    "a MNASNet": lambda: models.MNASNet(0.1, num_classes=5, dropout=0),
}


def rounded(values):
    return [float(f"{v:.7g}") for v in values]


def entry(x):
    """Some of the elements, from the first to the last."""
    values = x.detach().flatten()
    return rounded(values[:: max(1, values.numel() // LONG)].tolist())


def step(make):
    torch.manual_seed(0)
    net = make()
    parameters = dict(net.named_parameters())
    digest = hashlib.sha256()
    for p in parameters.values():
        digest.update(p.detach().numpy().tobytes())
    result = {"sha256": digest.hexdigest(), "next": torch.rand(1).item()}
    side = 64 if isinstance(net, (models.AlexNet, models.SqueezeNet)) else 32
    x = torch.randn(4, 3, side, side)
    outputs = net(x)
    outputs = [outputs] if isinstance(outputs, torch.Tensor) else list(outputs)
    result["outputs"] = [rounded(y.flatten().tolist()) for y in outputs]
    # The way back takes the tests too long, and through so many small batch norms a tenth depends on the last digits.
    if not isinstance(net, (models.GoogLeNet, models.MNASNet)):
        incoming = [((torch.arange(y.numel()) * 7 % 11 - 5) / 5).reshape(y.shape) for y in outputs]
        torch.autograd.backward(outputs, incoming)
        names = list(parameters)
        chosen = names[:: max(1, len(names) // PARTS)]
        result["gradients"] = {name: entry(parameters[name].grad) for name in chosen}
    # It is the largest of these, and the other results say as much.
    if isinstance(net, models.GoogLeNet):
        return result
    with torch.no_grad():
        result["evaluated"] = rounded(net.eval()(x).flatten().tolist())
    return result


def preparation():
    result = {}
    for name in ("ResNet50_Weights.IMAGENET1K_V2", "EfficientNet_B0_Weights.IMAGENET1K_V1", "ViT_B_16_Weights.IMAGENET1K_V1"):
        torch.manual_seed(0)
        result[name] = entry(models.get_weight(name).transforms()(torch.rand(2, 3, 240, 310)))
    return result


def parts():
    return {"structure": structure(), "steps": {n: step(m) for n, m in MAKERS.items()}, "preparation": preparation()}


def weights():
    """What is known of all weights."""
    result = {}
    for name in models.list_models(models):
        if not any(name.startswith(family) for family in FAMILIES):
            continue
        enum = models.get_model_weights(name)
        for key, weight in enum.__members__.items():
            metrics = weight.meta["_metrics"]["ImageNet-1K"]
            if weight.meta["categories"] is None:
                continue
            t = weight.transforms()
            result[f"{enum.__name__}.{key}"] = [
                weight.url.split("/")[-1], weight.meta["num_params"], metrics["acc@1"], metrics["acc@5"],
                t.crop_size[0], t.resize_size[0], t.interpolation.value, t.mean, t.std,
            ]
    return result


categories = models.ResNet18_Weights.DEFAULT.meta["categories"]
content = {**parts(), "weights": weights(), "categories": sha256("\n".join(categories).encode())}
text = json.dumps(content, separators=(",", ":")).replace('},"', '},\n"').replace('],"', '],\n"')
(here / "goldens" / "models.json").write_text(text + "\n")
