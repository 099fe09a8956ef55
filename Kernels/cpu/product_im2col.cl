// The patches of images that convolutions multiply (im2col), for CPUs. product_copy.cl precedes this file.
//
// The patch of pixel (y, x) of the feature map is the kernel_height x kernel_width window of the image [images,
// height, width, channels] at (y * stride - padding, x * stride - padding), in the order (ky, kx, channel). Elements
// outside the image are zero.

// The geometry of an image, the feature map that a convolution computes from it, and the window of the image for each
// pixel of the feature map.
typedef struct {
  int height, width, channels;                    // of the image
  int feature_height, feature_width, feature_channels;  // of the feature map
  int kernel_height, kernel_width;
  int stride, padding;
} Geometry;

// The geometry's parameters, for kernels that read or write images.
#if A_SOURCE >= 2 || B_SOURCE >= 2 || C_TARGET == 1
#define GEOMETRY_PARAMETERS                                                                                       \
  , int images, int height, int width, int channels, int feature_height, int feature_width, int feature_channels, \
      int kernel_height, int kernel_width, int stride, int padding
#define GEOMETRY                                                                                                  \
  {height, width, channels, feature_height, feature_width, feature_channels, kernel_height, kernel_width, stride, \
   padding}
#else
#define GEOMETRY_PARAMETERS
#define GEOMETRY {0}
#endif

// The window of a feature pixel in the image.
typedef struct {
  int x, y;         // of the feature pixel
  int top, left;    // of its window
  long image_line;  // of the image's first line among all images' lines
} Window;

INLINE Window window_at(Geometry g, int pixel) {
  Window w;
  int rest = pixel / g.feature_width;
  w.x = pixel - rest * g.feature_width;
  w.y = rest % g.feature_height;
  w.image_line = (long)(rest / g.feature_height) * g.height;
  w.top = w.y * g.stride - g.padding;
  w.left = w.x * g.stride - g.padding;
  return w;
}

// Moves to the next pixel.
INLINE void advance(Window* w, Geometry g) {
  w->left += g.stride;
  if (++w->x < g.feature_width) return;
  w->x = 0;
  w->left = -g.padding;
  w->top += g.stride;
  if (++w->y < g.feature_height) return;
  w->y = 0;
  w->top = -g.padding;
  w->image_line += g.height;
}

// Prefetches what `lines` lines of the window's patch, from ky on, do not share with the previous patch.
INLINE void fetch_patch(GLOBAL const float* image, Geometry g, Window w, int ky, int lines) {
  int row = g.width * g.channels, count = g.stride * g.channels;
  long begin = (w.image_line + w.top + ky) * row + (w.left + g.kernel_width) * g.channels - count;
  for (int line = 0; line < lines; line++, begin += row) fetch_floats(image + begin, count);
}

// The `count` elements of the window's patch from (ky, offset) on. A line of the patch has `run` elements.
INLINE void load_patch(LOCAL float* to, GLOBAL const float* image, GLOBAL const float* end, Geometry g, Window w,
                       int ky, int offset, int count) {
  int run = g.kernel_width * g.channels, row = g.width * g.channels;
  int begin = w.left * g.channels;
  GLOBAL const float* line = image + (w.image_line + w.top + ky) * row + begin;
  bool inside = begin >= 0 && begin + run <= row;
  for (int y = w.top + ky; count > 0; y++) {
    int length = min(run - offset, count);
    if (y < 0 || y >= g.height) {
      zero_floats(to, length);
    } else if (inside) {
      copy_floats(to, line + offset, length, end);
    } else {
      int first = begin + offset;
      int before = min(max(-first, 0), length), after = min(max(first + length - row, 0), length - before);
      zero_floats(to, before);
      copy_floats(to + before, line + offset + before, length - before - after, end);
      zero_floats(to + length - after, after);
    }
    to += length;
    count -= length;
    offset = 0;
    line += row;
  }
}
