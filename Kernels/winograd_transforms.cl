// The transforms of Winograd's convolutions by 3 x 3 weights (see winograd.cl), on vectors of channels.

#if WIDTH == 16
#define INLINE static inline __attribute__((always_inline))
#ifndef UNROLL
#define UNROLL _Pragma("unroll")
#endif

// The transforms of one axis, for tiles of 3 (points 0, 1, -1, 2, infinity) and of 4 (0, 1, -1, 2, -2, infinity).

INLINE void input_3(const float16* d, float16* v) {  // B'
  float16 q = d[3] - d[1];
  v[0] = fma((float16)(2), d[0] - d[2], q);
  v[1] = fma((float16)(-2), d[1], d[3] - d[2]);
  v[2] = fma((float16)(2), d[1], fma((float16)(-3), d[2], d[3]));
  v[3] = q;
  v[4] = fma((float16)(-2), q, d[4] - d[2]);
}

INLINE void input_4(const float16* d, float16* v) {
  float16 a = fma((float16)(-4), d[2], d[4]), b = fma((float16)(-4), d[1], d[3]);
  float16 c = d[4] - d[2], e = d[3] - d[1];
  v[0] = fma((float16)(4), d[0], fma((float16)(-5), d[2], d[4]));
  v[1] = a + b;
  v[2] = a - b;
  v[3] = fma((float16)(2), e, c);
  v[4] = fma((float16)(-2), e, c);
  v[5] = fma((float16)(4), d[1], fma((float16)(-5), d[3], d[5]));
}

INLINE void output_3(const float16* m, float16* y) {  // A'
  float16 s = m[1] + m[2], d = m[1] - m[2];
  y[0] = m[0] + s + m[3];
  y[1] = fma((float16)(2), m[3], d);
  y[2] = fma((float16)(4), m[3], s) + m[4];
}

INLINE void output_4(const float16* m, float16* y) {
  float16 s = m[1] + m[2], d = m[1] - m[2], t = m[3] + m[4], e = m[3] - m[4];
  y[0] = m[0] + s + t;
  y[1] = fma((float16)(2), e, d);
  y[2] = fma((float16)(4), t, s);
  y[3] = fma((float16)(8), e, d) + m[5];
}

INLINE void output_gradient_3(const float16* y, float16* m) {  // A
  float16 s = y[0] + y[2];
  m[0] = y[0];
  m[1] = s + y[1];
  m[2] = s - y[1];
  m[3] = fma((float16)(4), y[2], fma((float16)(2), y[1], y[0]));
  m[4] = y[2];
}

INLINE void output_gradient_4(const float16* y, float16* m) {
  float16 even = y[0] + y[2], odd = y[1] + y[3];
  float16 far = fma((float16)(4), y[2], y[0]), side = fma((float16)(4), y[3], y[1]);
  m[0] = y[0];
  m[1] = even + odd;
  m[2] = even - odd;
  m[3] = fma((float16)(2), side, far);
  m[4] = fma((float16)(-2), side, far);
  m[5] = y[3];
}

INLINE void weight_3(const float16* g, float16* u) {  // G
  float16 s = g[0] + g[2];
  u[0] = 0.5f * g[0];
  u[1] = -0.5f * (s + g[1]);
  u[2] = (s - g[1]) * (-1.0f / 6);
  u[3] = fma((float16)(4), g[2], fma((float16)(2), g[1], g[0])) * (1.0f / 6);
  u[4] = g[2];
}

INLINE void weight_4(const float16* g, float16* u) {
  float16 s = g[0] + g[2], t = fma((float16)(4), g[2], g[0]);
  u[0] = 0.25f * g[0];
  u[1] = (s + g[1]) * (-1.0f / 6);
  u[2] = (s - g[1]) * (-1.0f / 6);
  u[3] = fma((float16)(2), g[1], t) * (1.0f / 24);
  u[4] = fma((float16)(-2), g[1], t) * (1.0f / 24);
  u[5] = g[2];
}

INLINE void weight_gradient_3(const float16* u, float16* g) {  // G'
  float16 a = -0.5f * u[1], b = u[2] * (-1.0f / 6), c = u[3] * (1.0f / 6);
  float16 s = a + b;
  g[0] = fma((float16)(0.5f), u[0], s + c);
  g[1] = fma((float16)(2), c, a - b);
  g[2] = fma((float16)(4), c, s) + u[4];
}

INLINE void weight_gradient_4(const float16* u, float16* g) {
  float16 a = u[1] + u[2], b = u[1] - u[2], c = u[3] + u[4], d = u[3] - u[4];
  g[0] = fma((float16)(1.0f / 24), c, fma((float16)(-1.0f / 6), a, 0.25f * u[0]));
  g[1] = fma((float16)(1.0f / 12), d, (-1.0f / 6) * b);
  g[2] = fma((float16)(1.0f / 6), c, fma((float16)(-1.0f / 6), a, u[5]));
}

// The transforms along both axes: `from` [rows][columns] by the first transform along columns and by the second along
// rows. STORE gets (row, column, value).
#define TRANSFORM_BOTH(rows_in, columns_in, rows_out, columns_out, vertical, horizontal, LOAD, STORE) \
  {                                                                                                   \
    float16 between[rows_out][columns_in];                                                            \
    UNROLL for (int x = 0; x < columns_in; x++) {                                                     \
      float16 in[rows_in], out[rows_out];                                                             \
      UNROLL for (int y = 0; y < rows_in; y++) in[y] = LOAD(y, x);                                    \
      vertical(in, out);                                                                              \
      UNROLL for (int y = 0; y < rows_out; y++) between[y][x] = out[y];                               \
    }                                                                                                 \
    UNROLL for (int y = 0; y < rows_out; y++) {                                                       \
      float16 out[columns_out];                                                                       \
      horizontal(between[y], out);                                                                    \
      UNROLL for (int x = 0; x < columns_out; x++) STORE(y, x, out[x]);                               \
    }                                                                                                 \
  }
#endif
