// A transposed convolution with stride 2 into an image of 1 to 3 channels, or a convolution's input gradient, for
// CPUs with 32 registers of 16 lanes. product_pack.cl precedes this file.
//
// So few channels leave most lanes of a vector empty: here the lanes are pixels. A cell is 2 x 2 pixels of the
// image, its ROWS = 4 * CHANNELS elements (py, px, channel). With the taps of a cell counted by (ty, tx),
// cell[j, i, (py, px, o)] = bias[o] + sum over ty, tx, c of
// features[j - ty, i - tx, c] * weight[c, 2 * ty + py, 2 * tx + px, o],
// in that order. The last TAPS_Y lines of the feature map are kept as planes, one for each channel, with zeros around.
// global size: {blocks of images}, local size {1}

#ifndef CHANNELS
#define CHANNELS 3
#endif
#ifndef FEATURE_CHANNELS
#define FEATURE_CHANNELS 32
#endif
#ifndef TAPS_Y
#define TAPS_Y 3
#endif
#ifndef TAPS_X
#define TAPS_X 3
#endif
// The number of cells of a line, a multiple of COLUMNS.
#ifndef CELLS
#define CELLS 32
#endif

#define CELL_LINE (2 * CHANNELS)
// The number of floats between two planes.
#define PLANE (CELLS + (TAPS_X + 14) / 16 * 16)

// Line `line` of the feature map as planes, at least 16 pixels wide.
INLINE void pack_planes(LOCAL float* planes, GLOBAL const float* line, int width) {
  for (int begin = 0; begin < width; begin += 16) {
    int x = min(begin, width - 16);
    for (int c = 0; c < FEATURE_CHANNELS; c += 16) {
      float16 v[16];
      load_transposed(line + x * FEATURE_CHANNELS + c, FEATURE_CHANNELS, v);
#pragma unroll
      for (int i = 0; i < 16; i++) store16_local(v[i], planes + (c + i) * PLANE + TAPS_X - 1 + x);
    }
  }
}

// Transposes 16 rows of 16 floats in place.
INLINE void transpose16(float16 v[16]) {
  float16 t[16];
#pragma unroll
  for (int i = 0; i < 16; i += 2) {
    t[i] = shuffle2(v[i], v[i + 1], (uint16)(0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30));
    t[i + 1] = shuffle2(v[i], v[i + 1], (uint16)(1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31));
  }
#pragma unroll
  for (int i = 0; i < 16; i += 4) {
#pragma unroll
    for (int j = i; j < i + 2; j++) {
      v[j] = shuffle2(t[j], t[j + 2], (uint16)(0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29));
      v[j + 2] = shuffle2(t[j], t[j + 2], (uint16)(2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31));
    }
  }
#pragma unroll
  for (int i = 0; i < 16; i += 8) {
#pragma unroll
    for (int j = i; j < i + 4; j++) {
      t[j] = shuffle2(v[j], v[j + 4], (uint16)(0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27));
      t[j + 4] = shuffle2(v[j], v[j + 4], (uint16)(4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31));
    }
  }
#pragma unroll
  for (int j = 0; j < 8; j++) {
    v[j] = (float16)(t[j].lo, t[j + 8].lo);
    v[j + 8] = (float16)(t[j].hi, t[j + 8].hi);
  }
}

// COLUMNS cells of line j, from cell i on, as two lines of pixels.
INLINE void add_cells(LOCAL const float* weight, LOCAL const float* planes, LOCAL const float* bias, LOCAL float* upper,
                      LOCAL float* lower, int feature_height, int j, int i) {
  float16 sum[ROWS][VECTORS];
  EACH(ROWS, VECTORS, sum[r][v] = (float16)(bias[r % CHANNELS]))
  for (int ty = max(0, j - feature_height + 1); ty < min(TAPS_Y, j + 1); ty++) {
    for (int tx = 0; tx < TAPS_X; tx++) {
      LOCAL const float* left = weight + (ty * TAPS_X + tx) * FEATURE_CHANNELS * ROWS;
      LOCAL const float* right = planes + (j - ty) % TAPS_Y * FEATURE_CHANNELS * PLANE + i + TAPS_X - 1 - tx;
      for (int c = 0; c < FEATURE_CHANNELS; c++, left += ROWS, right += PLANE) {
        float16 pixels[VECTORS];
        _Pragma("unroll") for (int v = 0; v < VECTORS; v++) pixels[v] = load16_local(right + v * 16);
        EACH(ROWS, VECTORS, sum[r][v] = fma((float16)(left[r]), pixels[v], sum[r][v]))
      }
    }
  }
  // The next cell overwrites the lanes of each store beyond a cell's line.
#pragma unroll
  for (int v = 0; v < VECTORS; v++) {
    float16 cell[16];
#pragma unroll
    for (int r = 0; r < 16; r++) cell[r] = r % 8 < CELL_LINE ? sum[r / 8 * CELL_LINE + r % 8][v] : (float16)(0);
    transpose16(cell);
#pragma unroll
    for (int r = 0; r < 16; r++) {
      vstore8(cell[r].lo, 0, upper + (i + v * 16 + r) * CELL_LINE);
      vstore8(cell[r].hi, 0, lower + (i + v * 16 + r) * CELL_LINE);
    }
  }
}

__attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void product_col2im_stride2(
    GLOBAL const float* features,          // [images, feature_height, feature_width, FEATURE_CHANNELS]
    GLOBAL const float* weight_source,  // of [kernel_height, kernel_width, CHANNELS] elements and FEATURE_CHANNELS
    GLOBAL float* image,                // [images, height, width, CHANNELS]
    GLOBAL const float* bias_source,    // [CHANNELS]; read where has_bias
    int images, int images_of_block, int height, int width, int feature_height, int feature_width, int kernel_height,
    int kernel_width, int element_stride, int channel_stride, int has_bias, GLOBAL const float* gate) {
  LOCAL float weight[TAPS_Y * TAPS_X * FEATURE_CHANNELS * ROWS] __attribute__((aligned(64)));
  LOCAL float planes[TAPS_Y * FEATURE_CHANNELS * PLANE] __attribute__((aligned(64)));
  LOCAL float lines[2][CELLS * CELL_LINE + 16] __attribute__((aligned(64)));
  LOCAL float bias[CHANNELS];
  for (int o = 0; o < CHANNELS; o++) bias[o] = has_bias ? bias_source[o] : 0;
  zero_floats(planes, TAPS_Y * FEATURE_CHANNELS * PLANE);
  for (int tap = 0; tap < TAPS_Y * TAPS_X; tap++) {
    for (int r = 0; r < ROWS; r++) {
      int ky = tap / TAPS_X * 2 + r / CELL_LINE, kx = tap % TAPS_X * 2 + r % CELL_LINE / CHANNELS;
      int element = (ky * kernel_width + kx) * CHANNELS + r % CHANNELS;
      for (int c = 0; c < FEATURE_CHANNELS; c++) {
        bool exists = ky < kernel_height && kx < kernel_width;
        weight[(tap * FEATURE_CHANNELS + c) * ROWS + r] =
            exists ? weight_source[element * element_stride + c * channel_stride] : 0;
      }
    }
  }
  int begin = (int)get_group_id(0) * images_of_block, end = min(begin + images_of_block, images);
  int length = width * CHANNELS, line = feature_width * FEATURE_CHANNELS;
  for (int index = begin; index < end; index++) {
    GLOBAL const float* from = features + (long)index * feature_height * line;
    for (int j = 0; j < (height + 1) / 2; j++) {
      if (j < feature_height) {
        pack_planes(planes + j % TAPS_Y * FEATURE_CHANNELS * PLANE, from + (long)j * line, feature_width);
      }
      fetch_floats(from + min(j + 1, feature_height) * line, line);
      for (int i = 0; i < CELLS; i += COLUMNS) {
        add_cells(weight, planes, bias, lines[0], lines[1], feature_height, j, i);
      }
      long at = ((long)index * height + 2 * j) * length;
      for (int py = 0; py < min(2, height - 2 * j); py++, at += length) {
        for (int n = 0; n < length; n += 16) {
          int lanes = length - n;
          store_part(EPILOGUE(load16_local(lines[py] + n), at + n, lanes), image + at + n, lanes);
        }
      }
    }
  }
}
