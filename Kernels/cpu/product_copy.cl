// Copies floats by vectors of 16, for CPUs. This file precedes the other files of products.

#define INLINE static inline __attribute__((always_inline))

INLINE float16 load16_local(LOCAL const float* p) { return *(LOCAL const float16_unaligned*)p; }
INLINE void store16_local(float16 value, LOCAL float* p) { *(LOCAL float16_unaligned*)p = value; }

// Prefetches what will be read soon, since the processor does not prefetch beyond the end of a page.
INLINE void fetch_floats(GLOBAL const float* p, int count) {
#if defined(__AVX512F__)
  for (int i = 0; i < count; i += 16) __builtin_prefetch(p + i);
#endif
}

// Copies `count` floats. Up to 15 more may be written after them, so memory must be filled from its beginning to its
// end. Nothing is read at or beyond `end`.
INLINE void copy_floats(LOCAL float* to, GLOBAL const float* from, int count, GLOBAL const float* end) {
  int i = 0;
  for (; i + 16 <= count; i += 16) store16_local(load16(from + i), to + i);
  if (i < count && from + i + 16 <= end) {
    store16_local(load16(from + i), to + i);
    return;
  }
  if (count & 8) {
    vstore8(vload8(0, from + i), 0, to + i);
    i += 8;
  }
  if (count & 4) {
    vstore4(vload4(0, from + i), 0, to + i);
    i += 4;
  }
  for (; i < count; i++) to[i] = from[i];
}

INLINE void zero_floats(LOCAL float* to, int count) {
  int i = 0;
  for (; i + 16 <= count; i += 16) store16_local(0, to + i);
  for (; i < count; i++) to[i] = 0;
}

// One unaligned access: PoCL would turn vload4 into two.
typedef float4 float4_unaligned __attribute__((aligned(4)));
INLINE float4 load4(GLOBAL const float* p) { return *(GLOBAL const float4_unaligned*)p; }

// Transposes 16 floats of each of 16 rows that are `stride` apart: loads place four rows in the lanes of a vector, so
// that transposing 4 x 4 blocks within vectors suffices.
INLINE void load_transposed(GLOBAL const float* rows, long stride, float16 v[16]) {
#pragma unroll
  for (int i = 0; i < 16; i += 4) {
    float16 t[4];
#pragma unroll
    for (int r = 0; r < 4; r++) {
      GLOBAL const float* row = rows + r * stride + i;
      t[r] = (float16)(load4(row), load4(row + 4 * stride), load4(row + 8 * stride), load4(row + 12 * stride));
    }
#pragma unroll
    for (int r = 0; r < 4; r += 2) {
      float16 a = t[r], b = t[r + 1];
      t[r] = shuffle2(a, b, (uint16)(0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29));
      t[r + 1] = shuffle2(a, b, (uint16)(2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31));
    }
#pragma unroll
    for (int r = 0; r < 2; r++) {
      v[i + 2 * r] = shuffle2(t[r], t[r + 2], (uint16)(0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29));
      v[i + 2 * r + 1] = shuffle2(t[r], t[r + 2], (uint16)(2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31));
    }
  }
}
