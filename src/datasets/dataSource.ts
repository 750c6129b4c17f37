/** One file of a set that others publish. The checksum is that of the unpacked bytes: packers differ in how they compress. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where a set can be had. A new set of images is one file: such an object, and a function that calls `imageSet`. */
export interface DataSource {
  /** Name of its folder in the cache and on the command line. */
  readonly key: string;
  readonly title: string;
  readonly files: readonly SourceFile[];
  /** Addresses that end with a slash; each serves `<name>.gz`. */
  readonly mirrors: readonly string[];
  readonly npm?: { readonly package: string; readonly folder: string };
  readonly debian?: { readonly package: string; readonly folder: string };
  readonly citation: string;
  readonly licence: string;
}
