// output (+)= the sum of the parts of a product whose k was split, in their order.
// global size: {ceil(count / CHUNK)}; a work-item takes CHUNK consecutive elements, WIDTH at a time

#ifndef CHUNK
#define CHUNK 1
#endif

KERNEL void product_sum(GLOBAL const float* parts,  // [splits, count]
                        GLOBAL float* output,       // [count]
                        int splits, int count, int accumulate) {
  int begin = (int)get_global_id(0) * CHUNK, end = min(begin + CHUNK, count);
  for (int i = begin; i < end; i += WIDTH) {
    int lanes = end - i;
    floatv sum = 0;
    if (accumulate) sum = load_part(output + i, lanes, 0);
    for (int s = 0; s < splits; s++) sum += load_part(parts + (long)s * count + i, lanes, 0);
    store_part(sum, output + i, lanes);
  }
}
