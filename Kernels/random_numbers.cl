// Counter-based random numbers by Philox4x32-10 (Salmon et al. 2011), shared by all kernels that draw. Element i is
// computed from word i mod 4 of the block with the counter {first + i / 4, operation, step low, step high} and the
// key {seed low, seed high}.
//   bits_of      the words
//   uniform_of   the words' upper 24 bits / 2^24, in [0, 1)
//   normal_of    two words each to two standard normal numbers (Box and Muller 1958), |z| < 6.7

#if WIDTH == 16
typedef uint16 uintv;
#define as_uintv as_uint16
#define to_floatv convert_float16
#else
typedef uint uintv;
#define as_uintv as_uint
#define to_floatv convert_float
#endif

#define ROUNDS 10
#define MULTIPLIER_0 0xD2511F53u
#define MULTIPLIER_1 0xCD9E8D57u
#define WEYL_0 0x9E3779B9u
#define WEYL_1 0xBB67AE85u

// The four words of a block.
static inline void philox(uintv block, uint operation, uint2 step, uint2 key, uintv* word) {
  uintv c0 = block, c1 = operation, c2 = step.x, c3 = step.y;
  for (int i = 0; i < ROUNDS; i++) {
    uintv high0 = mul_hi((uintv)(MULTIPLIER_0), c0), high1 = mul_hi((uintv)(MULTIPLIER_1), c2);
    uintv low0 = MULTIPLIER_0 * c0, low1 = MULTIPLIER_1 * c2;
    c0 = high1 ^ c1 ^ key.x;
    c1 = low1;
    c2 = high0 ^ c3 ^ key.y;
    c3 = low0;
    key += (uint2)(WEYL_0, WEYL_1);
  }
  word[0] = c0;
  word[1] = c1;
  word[2] = c2;
  word[3] = c3;
}

static inline void bits_of(const uintv* word, floatv* number) {
  for (int i = 0; i < 4; i++) number[i] = as_floatv(word[i]);
}

static inline floatv fraction_of(uintv word) { return to_floatv(word >> 8) * 0x1p-24f; }

static inline void uniform_of(const uintv* word, floatv* number) {
  for (int i = 0; i < 4; i++) number[i] = fraction_of(word[i]);
}

// A point on the unit circle: the upper two bits select the quadrant, the others the angle from its middle
// (polynomials of Cephes, sinf and cosf).
static inline void direction_of(uintv word, floatv* x, floatv* y) {
  floatv angle = (fraction_of(word << 2) - 0.5f) * M_PI_2_F, z = angle * angle;
  floatv p = fma(fma(z, -1.9515295891e-4f, 8.3321608736e-3f), z, -1.6666654611e-1f);
  floatv q = fma(fma(z, 2.443315711809948e-5f, -1.388731625493765e-3f), z, 4.166664568298827e-2f);
  floatv sine = fma(p * z, angle, angle), cosine = fma(q * z, z, fma(z, -0.5f, 1.0f));
  uintv quadrant = word >> 30;
  floatv across = SELECT((quadrant & 1) != 0, sine, cosine);
  floatv along = SELECT((quadrant & 1) != 0, cosine, sine);
  *x = as_floatv(as_uintv(across) ^ (((quadrant + 1) & 2) << 30));
  *y = as_floatv(as_uintv(along) ^ ((quadrant & 2) << 30));
}

static inline void normal_of(const uintv* word, floatv* number) {
  for (int i = 0; i < 4; i += 2) {
    // The middle of the word's interval in (0, 1), so that its logarithm is finite.
    floatv radius = sqrt(-2 * log(fma(to_floatv(word[i]), 0x1p-32f, 0x1p-33f)));
    floatv x, y;
    direction_of(word[i + 1], &x, &y);
    number[i] = radius * x;
    number[i + 1] = radius * y;
  }
}

#if WIDTH == 16
static inline uintv lane_numbers(void) {
  return (uintv)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

// The numbers 16 * part to 16 * part + 15 of 16 consecutive blocks.
#define BLOCK_LANES(q, k) q[0].s##k, q[1].s##k, q[2].s##k, q[3].s##k
#define BLOCKS_0(q) (floatv)(BLOCK_LANES(q, 0), BLOCK_LANES(q, 1), BLOCK_LANES(q, 2), BLOCK_LANES(q, 3))
#define BLOCKS_1(q) (floatv)(BLOCK_LANES(q, 4), BLOCK_LANES(q, 5), BLOCK_LANES(q, 6), BLOCK_LANES(q, 7))
#define BLOCKS_2(q) (floatv)(BLOCK_LANES(q, 8), BLOCK_LANES(q, 9), BLOCK_LANES(q, a), BLOCK_LANES(q, b))
#define BLOCKS_3(q) (floatv)(BLOCK_LANES(q, c), BLOCK_LANES(q, d), BLOCK_LANES(q, e), BLOCK_LANES(q, f))
#else
static inline uintv lane_numbers(void) { return 0; }
#endif
