/** Copies, and conversions to other types of numbers and other devices. */

import { defineMethods } from '../define.js';
import { type DeviceLabel, labelMeant, type NamedDevice } from '../device-names.js';
import { checkedDtype, type Dtype } from '../dtype.js';
import { runKernel } from '../kernel.js';
import { cast } from '../operands.js';
import { deviceOf, onDeviceOf } from '../placement.js';
import { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /**
     * The tensor as another type, or on another device (`x.to('cuda:1')`, or what `device()` gave); itself where it is so. Of a tensor it takes the type. The shape stays.
     * PyTorch: `Tensor.to`.
     * @throws DtypeError for the name of neither, DeviceError where there is no such device
     */
    to(target: Dtype | DeviceLabel | NamedDevice | Tensor): Tensor;
    /** The name of the device that it is on, as `cuda:0`. One that nobody put anywhere goes to whatever it meets. */
    readonly device: DeviceLabel;
    /** The tensor itself: its values are read wherever it is. The shape stays. */
    cpu(): this;
    /** As float32. */
    float(): Tensor;
    /** Towards zero, as PyTorch converts. */
    int(): Tensor;
    /** As bool: true where it is not 0. */
    bool(): Tensor;
    /** A copy, with the same past. */
    clone(): Tensor;
  }
}

defineMethods({
  to(target) {
    if (target instanceof Tensor) return cast(this, target.dtype);
    const label = labelMeant(target);
    if (label !== undefined) return onDeviceOf('to', this, label);
    return cast(this, checkedDtype('to', target as Dtype));
  },
  get device() {
    return deviceOf(this);
  },
  cpu() {
    return this;
  },
  float() {
    return cast(this, 'float32');
  },
  int() {
    return cast(this, 'int32');
  },
  bool() {
    return cast(this, 'bool');
  },
  clone() {
    return runKernel('Identity', 'clone', { x: this });
  },
});
