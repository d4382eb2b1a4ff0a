/** Fourier transforms, as `fft.rfft(x)`. PyTorch: `torch.fft`. */
export { fftfreq, fftshift, ifftshift, rfftfreq } from './frequencies.js';
export { hfft, hfft2, hfftn, ihfft, ihfft2, ihfftn } from './hermitian.js';
export {
  type FourierNorm,
  type FourierOptions,
  type FouriersOptions,
  fft,
  fft2,
  fftn,
  ifft,
  ifft2,
  ifftn,
  irfft,
  irfft2,
  irfftn,
  rfft,
  rfft2,
  rfftn,
} from './transforms.js';
