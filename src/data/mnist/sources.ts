/**
 * Where the MNIST family is and what its files are. Mirrors, checksums and class names as in
 * torchvision's `datasets/mnist.py`, less the hosts that serve them no longer.
 */

/** Training images, training labels, test images, test labels. */
export const FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

export type FileName = (typeof FILES)[number];

/** One data set of the family. */
export interface Source {
  /** The folder's name below the root, as in torchvision. */
  readonly name: string;
  /** Folders with the gzipped files, in the order in which to try them. */
  readonly mirrors: readonly string[];
  /** Of the gzipped files. */
  readonly md5: Readonly<Record<FileName, string>>;
  readonly classes: readonly string[];
}

/** Handwritten digits (Y. LeCun, C. Cortes, C. Burges). */
export const mnist: Source = {
  name: 'MNIST',
  mirrors: [
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
  ],
  md5: {
    'train-images-idx3-ubyte': 'f68b3c2dcbeaaa9fbdd348bbdeb94873',
    'train-labels-idx1-ubyte': 'd53e105ee54ea40749a09fcbcd1e9432',
    't10k-images-idx3-ubyte': '9fb629c4189551a2d022fa330f9573f3',
    't10k-labels-idx1-ubyte': 'ec29112dd5afa0611ce80d1b7f02629c',
  },
  classes: [
    '0 - zero',
    '1 - one',
    '2 - two',
    '3 - three',
    '4 - four',
    '5 - five',
    '6 - six',
    '7 - seven',
    '8 - eight',
    '9 - nine',
  ],
};

/** Photographs of clothes (Zalando Research, arXiv 1708.07747). */
export const fashionMnist: Source = {
  name: 'FashionMNIST',
  mirrors: ['http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/'],
  md5: {
    'train-images-idx3-ubyte': '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
    'train-labels-idx1-ubyte': '25c81989df183df01b3e8a0aad5dffbe',
    't10k-images-idx3-ubyte': 'bef4ecab320f06d8554ea6380940ec79',
    't10k-labels-idx1-ubyte': 'bb300cfdad3c16e7a12a480ee83cd310',
  },
  classes: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
};

/** Cursive Japanese characters (CODH, arXiv 1812.01718). */
export const kmnist: Source = {
  name: 'KMNIST',
  mirrors: ['http://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  md5: {
    'train-images-idx3-ubyte': 'bdb82020997e1d708af4cf47b453dcf7',
    'train-labels-idx1-ubyte': 'e144d726b3acfaa3e44228e80efcd344',
    't10k-images-idx3-ubyte': '5c965bf0a639b31b8f53240b1b52f4d7',
    't10k-labels-idx1-ubyte': '7320c461ea6c1c855c0b718fb2a4b134',
  },
  classes: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
};
