#!/usr/bin/env node
import { callInfoplane } from "./callInfoplane.js";

process.exitCode = await callInfoplane(process.argv.slice(2));
