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

// The same on GPUs, of the parts of a product and of its sums over lines (`line_parts`; there may be none). A work-group
// sums GROUP / slices elements: their parts in so many slices side by side, then the slices in their order.
// global size: {GROUP * (groups that the output needs + those that the lines need)}, local size {GROUP}

#ifndef GROUP
#define GROUP 64
#endif

KERNEL void product_sum_group(GLOBAL const float* parts,       // [splits, count]
                              GLOBAL float* output,            // [count]
                              GLOBAL const float* line_parts,  // [line_splits, line_count]
                              GLOBAL float* lines,             // [line_count]
                              int splits, int count, int slices, int line_splits, int line_count, int line_slices,
                              int accumulate) {
  LOCAL float sums[GROUP];
  int item = get_local_id(0), group = get_group_id(0), width = GROUP / slices, groups = (count + width - 1) / width;
  bool is_line = group >= groups;
  if (is_line) {
    group -= groups;
    slices = line_slices;
    width = GROUP / slices;
  }
  GLOBAL const float* from = is_line ? line_parts : parts;
  GLOBAL float* to = is_line ? lines : output;
  int columns = is_line ? line_count : count, rows = is_line ? line_splits : splits;
  int column = group * width + item % width, slice = item / width;
  int depth = (rows + slices - 1) / slices, end = min((slice + 1) * depth, rows);
  float sum = 0;
  for (int row = slice * depth; column < columns && row < end; row++) sum += from[(long)row * columns + column];
  sums[item] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (slice > 0 || column >= columns) return;
  for (int s = 1; s < slices; s++) sum += sums[s * width + item];
  to[column] = accumulate ? to[column] + sum : sum;
}
