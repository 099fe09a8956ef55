// How `product_group.cl`, which follows, reads an operand of a product into a tile of local memory. Its macros are
// explained there.
//
// A tile is [TILE_K][lines of the operand], its lines being rows of A or columns of B. A work-group first loads a tile
// into registers, VECTOR floats (4, 2 or 1) at a time, and stores it into local memory when the tile before has been
// multiplied. All addresses are multiples of VECTOR floats.
//
// Where k is contiguous in memory ("along k"), neighbouring work-items load the 8 floats that lie side by side in
// 32 bytes, of one line after another: then neither loads nor stores into local memory conflict. Where the lines are
// contiguous ("along lines"), neighbouring work-items load neighbouring lines of one k.
//
// Indices of patches are counted on from tile to tile, without divisions.

#ifndef TILE_M
#define TILE_M 64
#endif
#ifndef TILE_N
#define TILE_N 64
#endif
#ifndef TILE_K
#define TILE_K 16
#endif
#ifndef PER_M
#define PER_M 8
#endif
#ifndef PER_N
#define PER_N 4
#endif
#ifndef A_SOURCE
#define A_SOURCE 0
#endif
#ifndef B_SOURCE
#define B_SOURCE 0
#endif
#ifndef MASKED_TAPS
#define MASKED_TAPS 1
#endif
#ifndef A_VECTOR
#define A_VECTOR 1
#endif
#ifndef B_VECTOR
#define B_VECTOR 1
#endif
#ifndef WHOLE_TAPS
#define WHOLE_TAPS 0
#endif
#ifndef PIXEL_MAJOR
#define PIXEL_MAJOR 0
#endif
#ifndef WINDOWS_INSIDE
#define WINDOWS_INSIDE 0
#endif
#ifndef TAP_LINES
#define TAP_LINES 0
#endif

#ifndef INDEX
#define INDEX long
#endif

#ifndef SLICES
#define SLICES 1
#endif

#define ITEMS_M (TILE_M / PER_M)
#define ITEMS_N (TILE_N / PER_N)
#define ITEMS (ITEMS_M * ITEMS_N)
#define USES_IM2COL (A_SOURCE >= 2 || B_SOURCE >= 2)
#define A_ALONG_K (A_SOURCE == 0 || A_SOURCE == 2 || A_SOURCE == 4)
#define B_ALONG_K (B_SOURCE == 1 || B_SOURCE == 3)

// Whether k of B is found by taps, along lines or along k.
#define B_TAPS_ALONG_LINES (B_SOURCE == 4 || (PIXEL_MAJOR && B_SOURCE == 0))
#define B_TAPS_ALONG_K (B_SOURCE == 3 || (PIXEL_MAJOR && B_SOURCE == 1))

#define INLINE static inline __attribute__((always_inline))
#define AT_LEAST_1(n) ((n) > 1 ? (n) : 1)

// Loads of a work-item for a tile of `LINES` lines.
#define LOADS(LINES, VECTOR) ((LINES)*TILE_K / (VECTOR) / ITEMS)

// Along k: load number l is line l % K_LINES of the work-item's lines and step l / K_LINES of its steps in k.
#define K_LANES(VECTOR) (8 / (VECTOR))
#define K_LINES(LINES, VECTOR) AT_LEAST_1(K_LANES(VECTOR) * (LINES) / ITEMS)
#define K_STEPS(LINES, VECTOR) (LOADS(LINES, VECTOR) / K_LINES(LINES, VECTOR))
#define K_STEP(LINES, VECTOR) (AT_LEAST_1(ITEMS / (K_LANES(VECTOR) * (LINES))) * 8)
INLINE int first_k(int item, int lines, int vector) {
  return item % K_LANES(vector) * vector + item / (K_LANES(vector) * lines) * 8;
}
INLINE int line_along_k(int item, int lines, int vector, int l) {
  return item / K_LANES(vector) % lines + l * (ITEMS / K_LANES(vector));
}

// Along lines: each load is of another k, LINES_STEP after the one before.
#define LINES_STEP(LINES, VECTOR) (ITEMS / ((LINES) / (VECTOR)))
INLINE int line_along_lines(int item, int lines, int vector) { return item % (lines / vector) * vector; }
INLINE int k_along_lines(int item, int lines, int vector) { return item / (lines / vector); }

#define A_LOADS LOADS(TILE_M, A_VECTOR)
#define B_LOADS LOADS(TILE_N, B_VECTOR)
#define A_LINES K_LINES(TILE_M, A_VECTOR)
#define B_LINES K_LINES(TILE_N, B_VECTOR)
#define A_STEPS K_STEPS(TILE_M, A_VECTOR)
#define B_STEPS K_STEPS(TILE_N, B_VECTOR)
// The taps at work: one for all steps of a tile, or each step's own.
#define A_TAPS (WHOLE_TAPS ? 1 : A_STEPS)
#define B_TAPS (WHOLE_TAPS ? 1 : B_STEPS)
#define A_TAP(step) (WHOLE_TAPS ? 0 : (step))
#define B_TAP(step) (WHOLE_TAPS ? 0 : (step))
#define A_PAST_TAP(step) (WHOLE_TAPS ? (step)*K_STEP(TILE_M, A_VECTOR) : 0)
#define B_PAST_TAP(step) (WHOLE_TAPS ? (step)*K_STEP(TILE_N, B_VECTOR) : 0)

// Of the taps that a patch is made of: their elements, and how many a line of it has.
#define TAP_CHANNELS (TAP_LINES ? kernel_width * channels : channels)
#define TAPS_OF_LINE (TAP_LINES ? 1 : kernel_width)

// `vector` floats at p, or zeros.
INLINE void load_or_zero(float* to, GLOBAL const float* p, bool exists, int vector) {
  if (vector == 4) {
    float4 value = 0;
    if (exists) value = *(GLOBAL const float4*)p;
    to[0] = value.x;
    to[1] = value.y;
    to[2] = value.z;
    to[3] = value.w;
  } else if (vector == 2) {
    float2 value = 0;
    if (exists) value = *(GLOBAL const float2*)p;
    to[0] = value.x;
    to[1] = value.y;
  } else {
    to[0] = exists ? *p : 0;
  }
}

// Stores a load along k, or along lines, into a tile whose k are `stride` floats apart.
INLINE void store_along_k(LOCAL float* to, const float* values, int vector, int stride) {
  to[0] = values[0];
  if (vector >= 2) to[stride] = values[1];
  if (vector == 4) {
    to[2 * stride] = values[2];
    to[3 * stride] = values[3];
  }
}
INLINE void store_along_lines(LOCAL float* to, const float* values, int vector) {
  if (vector == 4) {
    *(LOCAL float4*)to = (float4)(values[0], values[1], values[2], values[3]);
  } else if (vector == 2) {
    *(LOCAL float2*)to = (float2)(values[0], values[1]);
  } else {
    to[0] = values[0];
  }
}

#if USES_IM2COL
// The taps that k counts: k = (y, x, channel), of `taps_x` taps in a line. A step in k moves on by `step` taps and
// channels; one in x by step_x elements of the array, one in y by step_y.
typedef struct {
  int channels, taps_x;               // of k
  int step_channels, step_x, step_y;  // what a step in k adds to each
  int x_elements, y_elements;         // what a tap adds to an element's place in its array
} TapWalk;

typedef struct {
  int channel, x, y;
} Tap;

INLINE TapWalk tap_walk(int channels, int taps_x, int step, int x_elements, int y_elements) {
  int taps = step / channels;
  TapWalk walk = {channels, taps_x, step % channels, taps % max(taps_x, 1), taps / max(taps_x, 1), x_elements, y_elements};
  return walk;
}

INLINE Tap tap_at(TapWalk walk, int k) {
  int tap = k / walk.channels;
  Tap t = {k % walk.channels, tap % max(walk.taps_x, 1), tap / max(walk.taps_x, 1)};
  return t;
}

INLINE void advance_tap(Tap* t, TapWalk walk) {
  t->channel += walk.step_channels;
  int carry = t->channel >= walk.channels;
  t->channel -= carry ? walk.channels : 0;
  t->x += walk.step_x + carry;
  carry = t->x >= walk.taps_x;
  t->x -= carry ? walk.taps_x : 0;
  t->y += walk.step_y + carry;
}

// Which taps reach into an image: bit y * taps_x + x, where there are at most 32, and the place of the first tap.
typedef struct {
  GLOBAL const float* first;
  uint mask;
  int top, left;
} Window;

// The window whose tap (y, x) is the pixel (top + y * sign, left + x * sign).
INLINE Window window_at(GLOBAL const float* image, int top, int left, int height, int width, int channels, int taps_y,
                        int taps_x, int sign) {
  Window w;
  w.first = image + ((long)top * width + left) * channels;
  w.top = top;
  w.left = left;
  w.mask = 0;
#if MASKED_TAPS && !WINDOWS_INSIDE
  for (int y = 0; y < taps_y; y++) {
    for (int x = 0; x < taps_x; x++) {
      bool inside = (uint)(top + y * sign) < (uint)height && (uint)(left + x * sign) < (uint)width;
      w.mask |= (uint)inside << (y * taps_x + x);
    }
  }
#endif
  return w;
}

INLINE bool reaches(Window w, Tap t, int taps_x, int height, int width, int sign) {
#if WINDOWS_INSIDE
  return true;
#elif MASKED_TAPS
  return w.mask >> (t.y * taps_x + t.x) & 1;
#else
  return (uint)(w.top + t.y * sign) < (uint)height && (uint)(w.left + t.x * sign) < (uint)width;
#endif
}

// The pixels that k counts, (image, y, x) of the feature maps, and the pixel of the image that a tap reaches
// from there.
typedef struct {
  int y, x;     // of the image
  INDEX place;  // of the element in the images
} Pixel;

typedef struct {
  int step_x, step_y;            // what a step in k adds, in pixels of the image
  int end_x, end_y;              // where a coordinate of the image is past the feature map's end
  int line_x, line_y;            // what is taken away there
  int stride, x_elements, y_elements;
  INDEX images_elements, image_elements;  // what a step's whole images, and a carry of y, add to the place
} PixelWalk;

// A walk of `step` pixels for a tap (tap_y, tap_x) of windows `stride` pixels apart.
INLINE PixelWalk pixel_walk(int step, int height, int width, int channels, int feature_height, int feature_width,
                            int stride, int tap_y, int tap_x) {
  int lines = step / feature_width;
  PixelWalk walk;
  walk.step_x = step % feature_width * stride;
  walk.step_y = lines % feature_height * stride;
  walk.line_x = feature_width * stride;
  walk.line_y = feature_height * stride;
  walk.end_x = tap_x + walk.line_x;
  walk.end_y = tap_y + walk.line_y;
  walk.stride = stride;
  walk.x_elements = channels;
  walk.y_elements = width * channels;
  walk.image_elements = (INDEX)height * width * channels;
  walk.images_elements = lines / feature_height * walk.image_elements;
  return walk;
}

// Pixel number k of the feature maps, and the element `channel` that the walk's tap reaches from it.
INLINE Pixel pixel_at(PixelWalk walk, int k, int feature_height, int feature_width, int tap_y, int tap_x, int channel) {
  int line = k / feature_width;
  Pixel p;
  p.x = tap_x + k % feature_width * walk.stride;
  p.y = tap_y + line % feature_height * walk.stride;
  p.place = line / feature_height * walk.image_elements + (INDEX)p.y * walk.y_elements + p.x * walk.x_elements + channel;
  return p;
}

INLINE void advance_pixel(Pixel* p, PixelWalk walk) {
  int dx = walk.step_x, dy = walk.step_y;
  INDEX whole = walk.images_elements;
  if (p->x + dx >= walk.end_x) {
    dx -= walk.line_x;
    dy += walk.stride;
  }
  if (p->y + dy >= walk.end_y) {
    dy -= walk.line_y;
    whole += walk.image_elements;
  }
  p->x += dx;
  p->y += dy;
  p->place += whole + (INDEX)dy * walk.y_elements + dx * walk.x_elements;
}
#endif

#if A_SOURCE == 2 || A_SOURCE == 4
// The pixel that m counts.
typedef struct {
  int image, y, x;
} RowPixel;

INLINE RowPixel row_pixel(int m, int images, int height, int width) {
#if PIXEL_MAJOR
  int pixel = m / images;
  RowPixel p = {m % images, pixel / width, pixel % width};
#else
  int line = m / width;
  RowPixel p = {line / height, line % height, m % width};
#endif
  return p;
}

// Leaves out the taps along one axis that reach outside the image from all coordinates between two, whose first taps reach
// `low` and `high`; each further tap reaches `sign` beyond the one before.
INLINE void skip_taps(int* skipped, int* taps, int low, int high, int size, int sign) {
  *skipped = max(0, sign > 0 ? -high : low - size + 1);
  int end = min(*taps, sign > 0 ? size - low : high + 1);
  *taps = max(end - *skipped, 0);
}
#endif

#if A_SOURCE == 4
// The taps along one axis that reach an image coordinate with this remainder.
static inline int first_tap(int remainder, int stride, int padding) { return (remainder + padding) % stride; }
static inline int tap_count(int first, int kernel_size, int stride) {
  return kernel_size > first ? (kernel_size - first + stride - 1) / stride : 0;
}
#endif
