/** First byte that belongs to the host: everything below is static data. */
export function heapBase(): usize {
  return __heap_base;
}
