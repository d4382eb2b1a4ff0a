"""Writes torch-samplers.json: what PyTorch's samplers give after seed 0, and its DataLoader's batches.

    pip install torch==2.15.0 && python make-sampler-goldens.py > torch-samplers.json
"""

import json

import torch
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    DistributedSampler,
    RandomSampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)

DATA = range(12)
WEIGHTS = [0.1, 2, 0, 3.5, 1, 0.7, 4, 0, 1, 1, 0.25, 9]


def seeded(sampler):
    """Two epochs after seed 0, and the number that is drawn next."""
    torch.manual_seed(0)
    return {"epochs": [list(sampler()), list(sampler())], "next": torch.rand(1).item()}


def own(seed=5):
    return torch.Generator().manual_seed(seed)


def distributed(rank, **options):
    sampler = DistributedSampler(DATA, num_replicas=5, rank=rank, **options)
    sampler.set_epoch(3)
    return list(sampler)


def loader(generator, **options):
    torch.manual_seed(0)
    batches = DataLoader(torch.arange(12), generator=generator, **options)
    return {"epochs": [[b.tolist() for b in batches] for _ in range(2)], "next": torch.rand(1).item()}


print(
    json.dumps(
        {
            "weights": WEIGHTS,
            "random": seeded(lambda: RandomSampler(DATA)),
            "more": seeded(lambda: RandomSampler(DATA, num_samples=30)),
            "replacement": seeded(lambda: RandomSampler(DATA, replacement=True, num_samples=70)),
            "subset": seeded(lambda: SubsetRandomSampler([9, 7, 5, 3])),
            "weighted": seeded(lambda: WeightedRandomSampler(WEIGHTS, 40)),
            "weightedOnce": seeded(lambda: WeightedRandomSampler(WEIGHTS, 8, replacement=False)),
            "batches": [list(BatchSampler(SequentialSampler(DATA), 5, drop)) for drop in (False, True)],
            "distributed": [distributed(rank) for rank in range(5)],
            "distributedInOrder": [distributed(rank, shuffle=False, drop_last=True) for rank in range(5)],
            "loader": {
                "shuffled": loader(None, batch_size=5, shuffle=True),
                "own": loader(own(), batch_size=5, shuffle=True),
                "inOrder": loader(None, batch_size=5, drop_last=True),
                "weighted": loader(None, batch_size=5, sampler=WeightedRandomSampler(WEIGHTS, 9)),
            },
        }
    )
)
