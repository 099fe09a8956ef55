// A transposed convolution into an image of 1 to 4 channels, or a convolution's gradient, on GPUs. Follows epilogue.cl.
//
// So few channels leave most columns of a tile empty: here a work-item computes PIXELS pixels of a line, with all their
// channels. The pixels are of one class (see product_group.cl), stride apart, so that neighbours read neighbouring
// pixels of the feature map: it loads those once for all taps of a line of the kernel. The class's weight lies in local
// memory, a tap's channels as one vector.
//
// Each element is one sum, over lines of taps, channels, and taps of a line.
//
// Macros, besides those of epilogue.cl: CHANNELS; TAPS_Y and TAPS_X, the most taps of a class; FEATURE_CHANNELS, a multiple
// of 4; ITEMS, the work-items of a work-group.
// global size: {ITEMS * groups of a class's blocks of pixels, classes}, local size {ITEMS, 1}

#ifndef CHANNELS
#define CHANNELS 3
#endif
#ifndef FEATURE_CHANNELS
#define FEATURE_CHANNELS 4
#endif
#ifndef TAPS_Y
#define TAPS_Y 3
#endif
#ifndef TAPS_X
#define TAPS_X 3
#endif
#ifndef ITEMS
#define ITEMS 128
#endif

#define PIXELS 4
#define COLUMNS (PIXELS + TAPS_X - 1)

// The taps along one axis that reach an image coordinate with this remainder.
static inline int first_tap(int remainder, int stride, int padding) { return (remainder + padding) % stride; }
static inline int tap_count(int first, int kernel_size, int stride) {
  return kernel_size > first ? (kernel_size - first + stride - 1) / stride : 0;
}

// A channel of every column, times the weights of all taps that meet it.
#define ADD_CHANNEL(component)                                                                          \
  _Pragma("unroll") for (int tap = 0; tap < TAPS_X; tap++, weights++) {                                 \
    float4 factor = *weights;                                                                           \
    _Pragma("unroll") for (int p = 0; p < PIXELS; p++) {                                                \
      sum[p] = fma((float4)(column[p + TAPS_X - 1 - tap].component), factor, sum[p]);                   \
    }                                                                                                   \
  }

__attribute__((reqd_work_group_size(ITEMS, 1, 1))) KERNEL void product_few_channels(
    GLOBAL const float* features,          // [images, feature_height, feature_width, FEATURE_CHANNELS]
    GLOBAL const float* weight_source,  // of [kernel_height, kernel_width, CHANNELS] elements and FEATURE_CHANNELS
    GLOBAL float* image,                // [images, height, width, CHANNELS]
    GLOBAL const float* bias,           // [CHANNELS]; read where has_bias
    int images, int height, int width, int feature_height, int feature_width, int kernel_height, int kernel_width,
    int stride, int padding, int element_stride, int channel_stride, int has_bias, GLOBAL const float* gate) {
  LOCAL float4 weight[TAPS_Y][FEATURE_CHANNELS][TAPS_X];
  int item = get_local_id(0);
  int classes_x = min(stride, width);
  int class_y = (int)get_group_id(1) / classes_x, class_x = (int)get_group_id(1) % classes_x;
  int first_y = first_tap(class_y, stride, padding), first_x = first_tap(class_x, stride, padding);
  int taps_y = tap_count(first_y, kernel_height, stride), taps_x = tap_count(first_x, kernel_width, stride);
  for (int i = item; i < TAPS_Y * FEATURE_CHANNELS * TAPS_X; i += ITEMS) {
    int tap_x = i % TAPS_X, rest = i / TAPS_X, channel = rest % FEATURE_CHANNELS, tap_y = rest / FEATURE_CHANNELS;
    float lanes[4] = {0, 0, 0, 0};
    if (tap_y < taps_y && tap_x < taps_x) {
      int tap = (first_y + tap_y * stride) * kernel_width + first_x + tap_x * stride;
#pragma unroll
      for (int o = 0; o < CHANNELS; o++) {
        lanes[o] = weight_source[(tap * CHANNELS + o) * element_stride + channel * channel_stride];
      }
    }
    weight[tap_y][channel][tap_x] = (float4)(lanes[0], lanes[1], lanes[2], lanes[3]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);

  int class_height = (height - class_y + stride - 1) / stride, class_width = (width - class_x + stride - 1) / stride;
  int blocks = (class_width + PIXELS - 1) / PIXELS;
  int index = (int)get_global_id(0), line = index / blocks, first = index % blocks * PIXELS;
  int entry = line / class_height, y = line % class_height;
  if (entry >= images) return;
  int feature_y = (y * stride + class_y + padding - first_y) / stride;
  // The feature pixel that the first pixel's last tap reaches.
  int feature_x = first + (class_x + padding - first_x) / stride - (TAPS_X - 1);
  float4 sum[PIXELS];
#pragma unroll
  for (int p = 0; p < PIXELS; p++) sum[p] = 0;
  for (int tap_y = 0; tap_y < taps_y; tap_y++) {
    int from_y = feature_y - tap_y;
    if (from_y < 0 || from_y >= feature_height) continue;
    long pixel = ((long)entry * feature_height + from_y) * feature_width + feature_x;
    GLOBAL const float* from = features + pixel * FEATURE_CHANNELS;
    LOCAL const float4* weights = &weight[tap_y][0][0];
    for (int channel = 0; channel < FEATURE_CHANNELS; channel += 4) {
      float4 column[COLUMNS];
#pragma unroll
      for (int i = 0; i < COLUMNS; i++) {
        column[i] = 0;
        if ((uint)(feature_x + i) < (uint)feature_width)
          column[i] = *(GLOBAL const float4*)(from + i * FEATURE_CHANNELS + channel);
      }
      ADD_CHANNEL(x)
      ADD_CHANNEL(y)
      ADD_CHANNEL(z)
      ADD_CHANNEL(w)
    }
  }
#pragma unroll
  for (int p = 0; p < PIXELS; p++) {
    int x = (first + p) * stride + class_x;
    if (x >= width) continue;
    long at = (((long)entry * height + y * stride + class_y) * width + x) * CHANNELS;
    float values[4] = {sum[p].x, sum[p].y, sum[p].z, sum[p].w};
#pragma unroll
    for (int o = 0; o < CHANNELS; o++) {
      float first_value = has_bias ? bias[o] : 0;
      image[at + o] = EPILOGUE(first_value + values[o], at + o, 1);
    }
  }
}
