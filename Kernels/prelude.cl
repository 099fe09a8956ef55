// Shared by every kernel file.
//
// Conventions: arrays are dense and row-major, images NHWC. Gradients of parameters (weights, biases) are added to
// the array's content; gradients of activations are assigned. Sizes are int, and a kernel checks its own edges. Names
// are operation_direction.
//
// The host finds kernels' parameters in this text: a pointer must be in the parameter list itself, not in a macro,
// and must be `GLOBAL const` if the kernel only reads it. Launches of a CUDA graph are ordered by that, and drivers
// without shared memory get an offset after each pointer (Sources/Device/KernelSource.swift).
//
// A short header can turn these words into CUDA C: kernels use no images and no OpenCL 2 features, and
// declare local memory inside the kernel. Kernels compiled with WIDTH = 16 are for CPUs only.

#define KERNEL __kernel
#define GLOBAL __global
#define LOCAL __local

// Wide vectors: the WIDTH floats that a CPU work-item processes at once; 1 on GPUs.
#ifndef WIDTH
#define WIDTH 1
#endif

#if WIDTH == 16
typedef float16 floatv;
typedef int16 intv;
// One unaligned vector access: PoCL would turn vload16 and vstore16 into four narrow ones.
typedef float16 float16_unaligned __attribute__((aligned(4)));
#define as_floatv as_float16
#define as_intv as_int16

#if defined(__AVX512F__) && defined(__has_builtin)
#if __has_builtin(__builtin_ia32_loadups512_mask) && __has_builtin(__builtin_ia32_storeups512_mask)
#define HAS_MASKED_VECTORS
#endif
#endif

#ifdef HAS_MASKED_VECTORS
// The first n lanes, by the processor's masked loads and stores: the portable way below takes ten times as long.
static inline ushort first_lanes(int n) { return n >= WIDTH ? 0xffff : (1 << max(n, 0)) - 1; }
#endif

static inline float16 load16(GLOBAL const float* p) { return *(GLOBAL const float16_unaligned*)p; }
static inline void store16(float16 value, GLOBAL float* p) { *(GLOBAL float16_unaligned*)p = value; }

// A loop over lanes that becomes a single masked load or store on CPUs that have these.
#if defined(__clang__)
#define PART_LOOP _Pragma("clang loop vectorize(enable) vectorize_width(16) unroll(disable)")
#else
#define PART_LOOP
#endif

// WIDTH floats at p, of which only the first n exist; the others are read as `missing`.
static inline floatv load_part(GLOBAL const float* p, int n, float missing) {
  if (n >= WIDTH) return load16(p);
#ifdef HAS_MASKED_VECTORS
  return __builtin_ia32_loadups512_mask(p, (floatv)(missing), first_lanes(n));
#else
  float lane[WIDTH];
  PART_LOOP
  for (int i = 0; i < WIDTH; i++) lane[i] = i < n ? p[i] : missing;
  return vload16(0, lane);
#endif
}

// Stores the first n lanes.
static inline void store_part(floatv value, GLOBAL float* p, int n) {
  if (n >= WIDTH) {
    store16(value, p);
    return;
  }
#ifdef HAS_MASKED_VECTORS
  __builtin_ia32_storeups512_mask(p, value, first_lanes(n));
#else
  float lane[WIDTH];
  vstore16(value, 0, lane);
  PART_LOOP
  for (int i = 0; i < WIDTH; i++) {
    if (i < n) p[i] = lane[i];
  }
#endif
}

static inline float sum_lanes(floatv v) {
  float8 a = v.lo + v.hi;
  float4 b = a.lo + a.hi;
  float2 c = b.lo + b.hi;
  return c.x + c.y;
}

static inline float max_lanes(floatv v) {
  float8 a = fmax(v.lo, v.hi);
  float4 b = fmax(a.lo, a.hi);
  float2 c = fmax(b.lo, b.hi);
  return fmax(c.x, c.y);
}

static inline float min_lanes(floatv v) { return -max_lanes(-v); }
#elif WIDTH == 1
typedef float floatv;
typedef int intv;
#define as_floatv as_float
#define as_intv as_int

static inline floatv load_part(GLOBAL const float* p, int n, float missing) { return n > 0 ? p[0] : missing; }

static inline void store_part(floatv value, GLOBAL float* p, int n) {
  if (n > 0) p[0] = value;
}

static inline float sum_lanes(floatv v) { return v; }
static inline float max_lanes(floatv v) { return v; }
static inline float min_lanes(floatv v) { return v; }
#else
#error "WIDTH must be 1 or 16"
#endif

// `yes` if condition is true, else `no`, lane by lane. Comparisons give -1 in vectors and 1 in scalars.
#if WIDTH == 1
#define SELECT(condition, yes, no) ((condition) ? (yes) : (no))
#else
#define SELECT(condition, yes, no) select((floatv)(no), (floatv)(yes), (condition))
#endif
