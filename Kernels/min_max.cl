// Scaling of each row to [0, 1] by its own range (MuZero, appendix G): y = (x - low) / max(high - low, epsilon).
// Work-groups of rows, see work_group.cl; statistics = (low, high) of each row.
//
//   min_max_forward:   y
//   min_max_backward:  dx = dy / range, and the gradients of low and high go to one element each, the first that
//                      is smallest, or largest, in channel-major order: by i % channels, then by i / channels. A
//                      range below epsilon is a constant.

#define NOWHERE INT_MAX

// The index within a row of an element's number in channel-major order; -1 if there is none (the row is all NaN).
static inline int index_of(int place, int pixels, int channels) {
  return place == NOWHERE ? -1 : place % pixels * channels + place / pixels;
}

KERNEL void min_max_forward(GLOBAL const float* input,  // [rows, columns]
                            GLOBAL float* output,       // [rows, columns]
                            GLOBAL float* statistics,   // [rows, 2]
                            int rows, int columns, int rows_per_group, float epsilon) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    GLOBAL const float* x = input + (size_t)row * columns;
    GLOBAL float* y = output + (size_t)row * columns;
    floatv lows = INFINITY, highs = -INFINITY;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      floatv value = load_part(x + i, columns - i, x[0]);
      lows = SELECT(value < lows, value, lows);
      highs = SELECT(value > highs, value, highs);
    }
    float low = group_min(lows, scratch), high = group_max(highs, scratch);
    float scale = 1 / fmax(high - low, epsilon);
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      store_part((load_part(x + i, columns - i, 0) - low) * scale, y + i, columns - i);
    }
    if (GROUP_START == 0) {
      statistics[2 * row] = low;
      statistics[2 * row + 1] = high;
    }
  }
}

KERNEL void min_max_backward(GLOBAL const float* input,            // [rows, columns]
                             GLOBAL const float* statistics,       // [rows, 2]
                             GLOBAL const float* output_gradient,  // [rows, columns]
                             GLOBAL float* input_gradient,         // [rows, columns]
                             int rows, int columns, int channels, int rows_per_group, float epsilon) {
  GROUP_SCRATCH(scratch);
  int pixels = columns / channels;
  intv first_channel = (GROUP_START + LANES) % channels, first_pixel = (GROUP_START + LANES) / channels;
  int channel_step = GROUP_STEP % channels, pixel_step = GROUP_STEP / channels;
  FOR_GROUP_ROWS {
    GLOBAL const float* x = input + (size_t)row * columns;
    GLOBAL const float* dy = output_gradient + (size_t)row * columns;
    GLOBAL float* dx = input_gradient + (size_t)row * columns;
    float low = statistics[2 * row], high = statistics[2 * row + 1];
    floatv sum = 0, product = 0;
    intv channel = first_channel, pixel = first_pixel, lowest = NOWHERE, highest = NOWHERE;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      // Lanes beyond the row have a gradient of zero and a number beyond all others.
      floatv value = load_part(x + i, columns - i, low), gradient = load_part(dy + i, columns - i, 0);
      sum += gradient;
      product += gradient * (value - low);
      intv place = SELECT_INT(i + LANES < columns, channel * pixels + pixel, NOWHERE);
      lowest = min(lowest, SELECT_INT(value == low, place, NOWHERE));
      highest = min(highest, SELECT_INT(value == high, place, NOWHERE));
      channel += channel_step;
      pixel += pixel_step + SELECT_INT(channel >= channels, 1, 0);
      channel -= SELECT_INT(channel >= channels, channels, 0);
    }
    float range = high - low, scale = 1 / fmax(range, epsilon);
    float high_gradient = -group_sum(product, scratch) * scale * scale;
    if (!(range >= epsilon)) high_gradient = 0;
    float low_gradient = -group_sum(sum, scratch) * scale - high_gradient;
    int low_place = group_min_int(lowest, scratch);
    int high_place = group_min_int(highest, scratch);
    int low_index = index_of(low_place, pixels, channels), high_index = index_of(high_place, pixels, channels);
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      floatv gradient = load_part(dy + i, columns - i, 0) * scale;
      gradient += SELECT(i + LANES == low_index, low_gradient, 0.0f);
      gradient += SELECT(i + LANES == high_index, high_gradient, 0.0f);
      store_part(gradient, dx + i, columns - i);
    }
  }
}
