// The weight gradient of a convolution on a CPU, for windows that never reach beyond their image: C[m, n] = sum over
// pixels k of patch[k, m] * features[k, n]. Both operands are read in place, because patches with short lines take
// longer to pack than to multiply. Each work-item sums lines of the feature maps into a part of its own.
//
// The patches are those of product_im2col.cl. A patch's line has RUN elements, a multiple of ROWS; the windows of a
// line are STEP elements apart; n_count and n_block are multiples of VECTORS * 16.
// global size: {parts, blocks of n}

#ifndef ROWS
#define ROWS 12
#endif
#ifndef VECTORS
#define VECTORS 2
#endif
#ifndef RUN
#define RUN 12
#endif
#ifndef STEP
#define STEP 6
#endif
// The number of floats of a part.
#ifndef CAPACITY
#define CAPACITY 16384
#endif

#define COLUMNS (VECTORS * WIDTH)

// Adds ROWS x COLUMNS products of one line of pixels to `sum`, from the elements at `patch` and `features` on.
static inline void add_lines(LOCAL float* sum, GLOBAL const float* patch, GLOBAL const float* features, int lines,
                             int pixels, int n_count, int height, int feature_height, int line, int stride,
                             int line_length) {
  float16 total[ROWS][VECTORS];
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
#pragma unroll
    for (int v = 0; v < VECTORS; v++) total[r][v] = *(LOCAL const float16*)(sum + r * COLUMNS + v * 16);
  }
  int image = line / feature_height, y = line - image * feature_height;
  GLOBAL const float* right = features + (long)line * pixels * n_count;
  for (; lines > 0; lines--) {
    GLOBAL const float* left = patch + ((long)image * height + y * stride) * line_length;
    if (++y == feature_height) {
      y = 0;
      image++;
    }
    for (int x = 0; x < pixels; x++, left += STEP, right += n_count) {
      float16 b[VECTORS];
#pragma unroll
      for (int v = 0; v < VECTORS; v++) b[v] = load16(right + v * 16);
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        float16 a = (float16)(left[r]);
#pragma unroll
        for (int v = 0; v < VECTORS; v++) total[r][v] = fma(a, b[v], total[r][v]);
      }
    }
  }
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
#pragma unroll
    for (int v = 0; v < VECTORS; v++) *(LOCAL float16*)(sum + r * COLUMNS + v * 16) = total[r][v];
  }
}

__attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void product_weight_gradient(
    GLOBAL const float* image,  // [images, height, width, channels]
    GLOBAL const float* features,  // [images, feature_height, feature_width, n_count]
    GLOBAL float* parts,        // [parts, kernel_height * RUN, n_count], or its last axes in the other order
    int lines, int lines_of_part, int lines_at_once, int height, int line_length, int feature_height, int feature_width,
    int n_count, int n_block, int kernel_height, int stride, int transposed) {
  LOCAL float sum[CAPACITY] __attribute__((aligned(64)));
  int m_count = kernel_height * RUN, part = get_group_id(0);
  int begin = part * lines_of_part, end = min(begin + lines_of_part, lines);
  int n0 = (int)get_group_id(1) * n_block, n1 = min(n0 + n_block, n_count);
  for (int i = 0; i < m_count * n_block; i += 16) *(LOCAL float16*)(sum + i) = 0;
  for (int line = begin; line < end; line += lines_at_once) {
    int count = min(lines_at_once, end - line);
    LOCAL float* tile = sum;
    for (int n = n0; n < n1; n += COLUMNS) {
      for (int ky = 0; ky < kernel_height; ky++) {
        for (int element = 0; element < RUN; element += ROWS, tile += ROWS * COLUMNS) {
          add_lines(tile, image + ky * line_length + element, features + n, count, feature_width, n_count, height,
                    feature_height, line, stride, line_length);
        }
      }
    }
  }
  parts += (long)part * m_count * n_count;
  for (int m = 0; m < m_count; m++) {
    for (int n = n0; n < n1; n += 16) {
      LOCAL const float* from = sum + ((n - n0) / COLUMNS * m_count + m) * COLUMNS + n % COLUMNS;
      if (transposed) {
        for (int i = 0; i < 16; i++) parts[(n + i) * m_count + m] = from[i];
      } else {
        store16(*(LOCAL const float16*)from, parts + m * n_count + n);
      }
    }
  }
}
