import type { DataSource } from "./dataSource.js";
import { fashionMnistSource } from "./fashionMnistSource.js";
import { mnistSource } from "./mnistSource.js";

/** All sets that are loaded and not computed. */
export const dataSources: readonly DataSource[] = [mnistSource, fashionMnistSource];
