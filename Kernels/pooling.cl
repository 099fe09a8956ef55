// Pooling of images over square windows. Window (y, x) covers the rows y stride - padding + [0, kernel) of the input,
// and the columns likewise. Padding is never a maximum, and counts as zeros in an average.
//
//   max_pool2d_forward:   the largest value, and the pixel (row * width + column) where it first stands; NaN wins
//   max_pool2d_backward:  each input pixel sums dy of the windows whose largest value it was
//   avg_pool2d_forward:   sum / kernel^2
//   avg_pool2d_backward:  each input pixel sums dy / kernel^2 of the windows that hold it
//
// global size: {channels / span, rows of images}: a work-item takes span channels of one row of the output, or of the
// input in a backward pass.

#define FOR_LINE(c)                                                       \
  int line = get_global_id(1), image = line / line_count;                 \
  int start = get_global_id(0) * span, end = min(start + span, channels); \
  for (int c = start; image < images && c < end; c += WIDTH)

// The windows of an axis that contain position p: from first_window up to, but not including, last_window.
static inline int first_window(int p, int size, int stride, int padding) {
  int gap = p + padding - size;
  return gap < 0 ? 0 : gap / stride + 1;
}
static inline int last_window(int p, int count, int stride, int padding) {
  return min((p + padding) / stride + 1, count);
}

KERNEL void max_pool2d_forward(GLOBAL const float* input,  // [images, height, width, channels]
                               GLOBAL float* output,       // [images, rows, columns, channels]
                               GLOBAL float* place,        // [images, rows, columns, channels], bits of ints
                               int images, int height, int width, int channels, int rows, int columns,
                               int size, int stride, int padding, int span) {
  int line_count = rows;
  FOR_LINE(c) {
    int n = channels - c, top = line % rows * stride - padding;
    GLOBAL const float* x = input + (size_t)image * height * width * channels + c;
    for (int column = 0; column < columns; column++) {
      int left = column * stride - padding;
      floatv best = -INFINITY;
      intv best_place = max(top, 0) * width + max(left, 0);
      for (int h = max(top, 0); h < min(top + size, height); h++) {
        for (int w = max(left, 0); w < min(left + size, width); w++) {
          int pixel = h * width + w;
          floatv value = load_part(x + (size_t)pixel * channels, n, 0);
          intv better = (value > best) | (value != value);
          best_place = SELECT_INT(better, pixel, best_place);
          best = SELECT(better, value, best);
        }
      }
      size_t at = ((size_t)line * columns + column) * channels + c;
      store_part(best, output + at, n);
      store_part(as_floatv(best_place), place + at, n);
    }
  }
}

KERNEL void max_pool2d_backward(GLOBAL const float* place,            // [images, rows, columns, channels]
                                GLOBAL const float* output_gradient,  // [images, rows, columns, channels]
                                GLOBAL float* input_gradient,         // [images, height, width, channels]
                                int images, int height, int width, int channels, int rows, int columns,
                                int size, int stride, int padding, int span) {
  int line_count = height;
  FOR_LINE(c) {
    int n = channels - c, h = line % height;
    int first_row = first_window(h, size, stride, padding), last_row = last_window(h, rows, stride, padding);
    size_t base = (size_t)image * rows * columns * channels + c;
    for (int w = 0; w < width; w++) {
      int first_column = first_window(w, size, stride, padding);
      int last_column = last_window(w, columns, stride, padding);
      floatv sum = 0;
      for (int row = first_row; row < last_row; row++) {
        for (int column = first_column; column < last_column; column++) {
          size_t at = base + ((size_t)row * columns + column) * channels;
          intv here = as_intv(load_part(place + at, n, 0));
          sum += SELECT(here == h * width + w, load_part(output_gradient + at, n, 0), 0.0f);
        }
      }
      store_part(sum, input_gradient + ((size_t)line * width + w) * channels + c, n);
    }
  }
}

KERNEL void avg_pool2d_forward(GLOBAL const float* input,  // [images, height, width, channels]
                               GLOBAL float* output,       // [images, rows, columns, channels]
                               int images, int height, int width, int channels, int rows, int columns,
                               int size, int stride, int padding, int span) {
  int line_count = rows;
  float scale = 1 / ((float)size * size);
  FOR_LINE(c) {
    int n = channels - c, top = line % rows * stride - padding;
    GLOBAL const float* x = input + (size_t)image * height * width * channels + c;
    for (int column = 0; column < columns; column++) {
      int left = column * stride - padding;
      floatv sum = 0;
      for (int h = max(top, 0); h < min(top + size, height); h++) {
        for (int w = max(left, 0); w < min(left + size, width); w++) {
          sum += load_part(x + ((size_t)h * width + w) * channels, n, 0);
        }
      }
      store_part(sum * scale, output + ((size_t)line * columns + column) * channels + c, n);
    }
  }
}

KERNEL void avg_pool2d_backward(GLOBAL const float* output_gradient,  // [images, rows, columns, channels]
                                GLOBAL float* input_gradient,         // [images, height, width, channels]
                                int images, int height, int width, int channels, int rows, int columns,
                                int size, int stride, int padding, int span) {
  int line_count = height;
  float scale = 1 / ((float)size * size);
  FOR_LINE(c) {
    int n = channels - c, h = line % height;
    int first_row = first_window(h, size, stride, padding), last_row = last_window(h, rows, stride, padding);
    size_t base = (size_t)image * rows * columns * channels + c;
    for (int w = 0; w < width; w++) {
      int first_column = first_window(w, size, stride, padding);
      int last_column = last_window(w, columns, stride, padding);
      floatv sum = 0;
      for (int row = first_row; row < last_row; row++) {
        for (int column = first_column; column < last_column; column++) {
          sum += load_part(output_gradient + base + ((size_t)row * columns + column) * channels, n, 0);
        }
      }
      store_part(sum * scale, input_gradient + ((size_t)line * width + w) * channels + c, n);
    }
  }
}
