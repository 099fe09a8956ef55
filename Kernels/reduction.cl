// Sums over axes of an array, which the host merges to [outer, rows, columns] → [outer, columns]. Lanes beyond a
// row's end read the next row's numbers, and are not stored. The order of summation depends neither on `outer` nor on
// the number of work-items.
//
//   sum_blocks:   partial[o, b, w] = Σ of the wide rows of block b of input[o, ·, w]
//     An outer entry's rows·columns numbers are read as wide rows of `width` numbers, a multiple of `columns`
//     (the last wide row may be cut short), so that narrow arrays fill vectors too.
//     global size: {ceil(width / STRIP), blocks, outer}
//   column_sum:   output[o, c] = scale · Σ_r input[o, r, c], or added to what is there
//     CPU, global size: {ceil(outer · ceil(columns / WIDTH) / strips)}, a work-item takes `strips` vectors
//     GPU, global size: {outer · ceil(columns / TILE) · TILE, TILE} in work-groups of {TILE, TILE}
//   row_sum:      output[o] = scale · Σ_r input[o, r], or added to what is there
//     CPU, global size: {ceil(outer / strips)}; GPU, global size: {outer · GROUP} in work-groups of GROUP

#ifndef STRIP
#define STRIP 1
#endif
// The number of wide rows that are summed in registers before they are added to the partial sum in memory.
#ifndef BAND
#define BAND 64
#endif
#ifndef TILE
#define TILE 16
#endif
#ifndef GROUP
#define GROUP 64
#endif

KERNEL void sum_blocks(GLOBAL const float* input,  // [outer, count]
                       GLOBAL float* partial,      // [outer, blocks, width]
                       int count, int width, int block_rows) {
  int start = get_global_id(0) * STRIP, end = min(start + STRIP, width);
  int block = get_global_id(1), blocks = get_global_size(1), outer = get_global_id(2);
  int first = block * block_rows, last = min(first + block_rows, (count + width - 1) / width);
  input += outer * count;
  partial += (outer * blocks + block) * width;
  for (int top = first; top < last; top += BAND) {
    int rows = min(BAND, last - top);
    for (int c = start; c < end; c += WIDTH) {
      int i = top * width + c;
      floatv sum = top == first ? 0 : load_part(partial + c, end - c, 0);
      for (int r = 0; r < rows; r++, i += width) sum += load_part(input + i, count - i, 0);
      store_part(sum, partial + c, end - c);
    }
  }
}

static inline void put(floatv sum, GLOBAL float* output, int n, float scale, int accumulate) {
  store_part(accumulate ? sum * scale + load_part(output, n, 0) : sum * scale, output, n);
}

#if WIDTH == 1
KERNEL void column_sum(GLOBAL const float* input,  // [outer, rows, columns]
                       GLOBAL float* output,       // [outer, columns]
                       int rows, int columns, float scale, int accumulate) {
  LOCAL float sums[TILE][TILE];
  int across = (columns + TILE - 1) / TILE, outer = get_group_id(0) / across;
  int x = get_local_id(0), y = get_local_id(1), column = get_group_id(0) % across * TILE + x;
  float sum = 0;
  if (column < columns) {
    for (int r = y; r < rows; r += TILE) sum += input[(outer * rows + r) * columns + column];
  }
  sums[y][x] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int reach = TILE / 2; reach > 0; reach /= 2) {
    if (y < reach) sums[y][x] += sums[y + reach][x];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (y == 0 && column < columns) put(sums[0][x], output + outer * columns + column, 1, scale, accumulate);
}

KERNEL void row_sum(GLOBAL const float* input,  // [outer, rows]
                    GLOBAL float* output,       // [outer]
                    int rows, float scale, int accumulate) {
  LOCAL float sums[GROUP];
  int lane = get_local_id(0), outer = get_group_id(0);
  float sum = 0;
  for (int r = lane; r < rows; r += GROUP) sum += input[outer * rows + r];
  sums[lane] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int reach = GROUP / 2; reach > 0; reach /= 2) {
    if (lane < reach) sums[lane] += sums[lane + reach];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (lane == 0) put(sums[0], output + outer, 1, scale, accumulate);
}
#else
KERNEL void column_sum(GLOBAL const float* input,  // [outer, rows, columns]
                       GLOBAL float* output,       // [outer, columns]
                       int outers, int rows, int columns, int strips, float scale, int accumulate) {
  int across = (columns + WIDTH - 1) / WIDTH;
  int start = get_global_id(0) * strips, end = min(start + strips, outers * across);
  for (int strip = start; strip < end; strip++) {
    int outer = strip / across, column = strip % across * WIDTH, n = columns - column;
    GLOBAL const float* source = input + outer * rows * columns;
    floatv sum = 0;
    for (int i = column; i < rows * columns; i += columns) {
      sum += load_part(source + i, rows * columns - i, 0);
    }
    put(sum, output + outer * columns + column, n, scale, accumulate);
  }
}

KERNEL void row_sum(GLOBAL const float* input,  // [outer, rows]
                    GLOBAL float* output,       // [outer]
                    int outers, int rows, int strips, float scale, int accumulate) {
  int start = get_global_id(0) * strips, end = min(start + strips, outers);
  for (int outer = start; outer < end; outer++) {
    GLOBAL const float* source = input + outer * rows;
    floatv sum = 0;
    for (int r = 0; r < rows; r += WIDTH) sum += load_part(source + r, rows - r, 0);
    float total = scale * sum_lanes(sum);
    output[outer] = accumulate ? output[outer] + total : total;
  }
}
#endif
