// Adds the products of feature pixels and weights into an image, line by line, for CPUs: for a convolution's input
// gradient and a transposed convolution. product_micro_kernel.cl precedes this file, with C_TARGET 1 and, for the
// weight, B_SOURCE 0 or 1.
//
// The lines of the feature map that reach a line of the image, and the kernel's lines ("taps") by which they do,
// are one sum over k = (tap, channel): image[y, x * stride + kx] += sum over taps t and channels c of
// features[q - t, x, c] * weight[c, phase + t * stride, kx], where y + padding = q * stride + phase. Only the kx are
// added one after another. For each phase, the weight's lines are packed once for all lines of a block of images.
//
// An element's terms are added in an order that depends on its image alone: passes over k, then panels, then x.
// global size: {blocks of images}, local size {1}

INLINE void add_floats(GLOBAL float* to, LOCAL const float* from, int count) {
  int i = 0;
  for (; i + 16 <= count; i += 16) store16(load16(to + i) + load16_local(from + i), to + i);
  for (; i + 4 <= count; i += 4) vstore4(vload4(0, to + i) + vload4(0, from + i), 0, to + i);
  for (; i < count; i++) to[i] += from[i];
}

// Sets `count` pixels to the bias, or to zero if there is none. With few channels, 16 pixels are set at a time.
INLINE void fill_image(GLOBAL float* image, long count, int channels, GLOBAL const float* bias, LOCAL float* pattern) {
  int pixels = channels < 16 ? 16 : 1, period = pixels * channels;
  if (pixels > 1) {
    for (int i = 0; i < period; i++) pattern[i] = bias ? bias[i % channels] : 0;
  }
  for (; count > 0; count -= pixels, image += period) {
    int length = count < pixels ? (int)count * channels : period;
    for (int i = 0; i < length; i += 16) {
      float16 value = 0;
      if (pixels > 1) {
        value = load16_local(pattern + i);
      } else if (bias) {
        value = load_part(bias + i, length - i, 0);
      }
      store_part(value, image + i, length - i);
    }
  }
}

// The number of rows of packed A: a multiple of ROWS.
#ifndef A_ROWS
#define A_ROWS (14 * ROWS)
#endif

// The current lines of the feature map and the image.
typedef struct {
  int first, images;  // images at work
  int x, pixels;      // of each feature map's line
  int q;              // the feature map's line that tap 0 reads
  int y;              // of the image
} Lines;

// The taps [tap, tap_end) and channels [c0, c0 + kc) of the feature pixels, one row for each.
INLINE void pack_pixels(LOCAL float* a, GLOBAL const float* features, GLOBAL const float* end, Geometry g, Lines lines,
                        int tap, int tap_end, int c0, int kc) {
  for (int i = 0; i < lines.images; i++) {
    for (int x = 0; x < lines.pixels; x++, a += A_STRIDE) {
      for (int t = tap; t < tap_end; t++) {
        long pixel = ((long)(lines.first + i) * g.feature_height + lines.q - t) * g.feature_width + lines.x + x;
        copy_floats(a + (t - tap) * kc, features + pixel * g.feature_channels + c0, kc, end);
      }
    }
  }
}

// Adds the tile's rows, which are the packed ones from `row` on, into the image's lines, from element n of their
// windows on.
INLINE void add_tile(LOCAL const float* tile, GLOBAL float* image, Geometry g, Lines lines, int row, int rows, int n,
                     int columns) {
  int length = g.width * g.channels, i = row / lines.pixels, x = row - i * lines.pixels;
  GLOBAL float* line = image + ((long)(lines.first + i) * g.height + lines.y) * length;
  int begin = ((lines.x + x) * g.stride - g.padding) * g.channels + n;
  for (int r = 0; r < rows; r++, tile += COLUMNS) {
    if (begin >= 0 && begin + columns <= length) {
      add_floats(line + begin, tile, columns);
    } else {
      int first = max(-begin, 0), last = min(columns, length - begin);
      if (first < last) add_floats(line + begin + first, tile + first, last - first);
    }
    begin += g.stride * g.channels;
    if (++x == lines.pixels) {
      x = 0;
      begin -= lines.pixels * g.stride * g.channels;
      line += (long)g.height * length;
    }
  }
}

// The packed part of the weight, and the amount of the images that is packed at a time.
typedef struct {
  int phase;
  int tap, tap_end;
  int channel, channels;  // of the feature map
  int n, columns;         // of a line of the kernel
  int images_at_once, pixels_at_once;
} Pass;

INLINE void pack_taps(LOCAL float* b, GLOBAL const float* weight, Geometry g, Pass p) {
  int run = g.kernel_width * g.channels, depth = (p.tap_end - p.tap) * p.channels;
  for (int t = p.tap; t < p.tap_end; t++) {
    int at = (t - p.tap) * p.channels, ky = p.phase + t * g.stride;
#if B_SOURCE == 1
    GLOBAL const float* from = weight + ((long)ky * run + p.n) * g.feature_channels + p.channel;
    pack_transposed(b, from, g.feature_channels, depth, at, p.channels, p.columns);
#else
    GLOBAL const float* from = weight + ((long)p.channel * g.kernel_height + ky) * run + p.n;
    pack_rows(b, from, g.kernel_height * run, depth, at, p.channels, p.columns);
#endif
  }
}

// Adds the packed taps' products into the current lines.
INLINE void add_products(LOCAL float* a, LOCAL const float* b, LOCAL float* tile, GLOBAL const float* features,
                         GLOBAL const float* feature_end, GLOBAL float* image, Geometry g, Lines lines, Pass p) {
  int tap = max(p.tap, lines.q - g.feature_height + 1), tap_end = min(p.tap_end, lines.q + 1);
  if (tap >= tap_end) return;
  int depth = (p.tap_end - p.tap) * p.channels, kc = (tap_end - tap) * p.channels;
  b += (tap - p.tap) * p.channels * COLUMNS;
  for (lines.x = 0; lines.x < g.feature_width; lines.x += p.pixels_at_once) {
    lines.pixels = min(p.pixels_at_once, g.feature_width - lines.x);
    int count = lines.images * lines.pixels;
    pack_pixels(a, features, feature_end, g, lines, tap, tap_end, p.channel, p.channels);
    zero_rows(a, count, kc);
    for (int n = 0; n < p.columns; n += COLUMNS) {
      int columns = min(p.columns - n, COLUMNS);
      for (int row = 0; row < count; row += ROWS) {
        int rows = min(count - row, ROWS);
        micro(a + row * A_STRIDE, 0, b + n * depth, 0, kc, image, 0, rows, columns, START_ZERO, image, tile);
        add_tile(tile, image, g, lines, row, rows, p.n + n, columns);
      }
    }
  }
}

// Prefetches the next lines for image `i`: of the feature map, and `line` of the image.
INLINE void fetch_next(GLOBAL const float* features, GLOBAL const float* line, Geometry g, Lines lines, int i) {
  int length = g.width * g.channels, feature_length = g.feature_width * g.feature_channels;
  if (lines.y + g.stride < g.height) fetch_floats(line + g.stride * length, length);
  if (lines.q + 1 < g.feature_height) {
    fetch_floats(features + ((long)(lines.first + i) * g.feature_height + lines.q + 1) * feature_length, feature_length);
  }
}

// A work-item covers images_of_block images. It packs images_at_once of them at a time, or pixels_at_once pixels of a
// line if that is not the whole line; of the weight it packs channels_at_once channels, taps_at_once taps and
// columns_at_once columns (a multiple of COLUMNS) at a time.
__attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void product_col2im(
    GLOBAL const float* features,   // [images, feature_height, feature_width, feature_channels]
    GLOBAL const float* weight,  // [feature_channels, kernel_height, kernel_width, channels], or its first axis last
    GLOBAL float* image,         // [images, height, width, channels]
    GLOBAL const float* bias,    // [channels]; read where start is START_BIAS
    int images_of_block, int images_at_once, int pixels_at_once, int channels_at_once, int taps_at_once,
    int columns_at_once, int start GEOMETRY_PARAMETERS, GLOBAL const float* gate) {
  LOCAL float a[A_ROWS * A_STRIDE] __attribute__((aligned(64)));
  LOCAL float b[B_CAPACITY] __attribute__((aligned(64)));
  LOCAL float tile[ROWS * COLUMNS] __attribute__((aligned(64)));
  Geometry g = GEOMETRY;
  Pass p;
  p.images_at_once = images_at_once;
  p.pixels_at_once = pixels_at_once;
  int run = kernel_width * channels, length = width * channels;
  int begin = (int)get_group_id(0) * images_of_block, end = min(begin + images_of_block, images);
  GLOBAL const float* feature_end = features + (long)images * feature_height * feature_width * feature_channels;
  for (p.phase = 0; p.phase < stride; p.phase++) {
    int taps = max(0, (kernel_height - p.phase + stride - 1) / stride);
    int tap_passes = max(1, (taps + taps_at_once - 1) / taps_at_once);
    int channel_passes = (feature_channels + channels_at_once - 1) / channels_at_once;
    int column_passes = (run + columns_at_once - 1) / columns_at_once;
    int passes = tap_passes * channel_passes * column_passes;
    for (int pass = 0; pass < passes; pass++) {
      p.n = pass % column_passes * columns_at_once;
      p.columns = min(columns_at_once, run - p.n);
      p.tap = pass / column_passes % tap_passes * taps_at_once;
      p.tap_end = min(p.tap + taps_at_once, taps);
      p.channel = pass / column_passes / tap_passes * channels_at_once;
      p.channels = min(channels_at_once, feature_channels - p.channel);
      pack_taps(b, weight, g, p);
      Lines lines;
      for (lines.first = begin; lines.first < end; lines.first += images_at_once) {
        lines.images = min(images_at_once, end - lines.first);
        for (lines.y = (p.phase + stride - padding % stride) % stride; lines.y < height; lines.y += stride) {
          lines.q = (lines.y + padding) / stride;
          for (int i = 0; i < lines.images; i++) {
            GLOBAL float* line = image + ((long)(lines.first + i) * height + lines.y) * length;
            if (pass == 0) fill_image(line, width, channels, start == START_BIAS ? bias : 0, a);
            fetch_next(features, line, g, lines, i);
          }
          add_products(a, b, tile, features, feature_end, image, g, lines, p);
#ifdef HAS_EPILOGUE
          if (pass == passes - 1) {
            long at = ((long)lines.first * height + lines.y) * length;
            finish(image, at, (long)height * length, lines.images, length, gate);
          }
#endif
        }
      }
    }
  }
}
