// What `matrix_instructions.cl` does, in plain C: the instructions of a warp as each of its lanes sees them, after the
// fragment layouts of NVIDIA's PTX manual ("Matrix fragments for mma.m16n8k8" and ".m16n8k16", "ldmatrix").
//
// A lane cannot ask another one for its registers here; but a fragment depends on local memory and the lane's number
// alone, so that `product_matrix.cl` loads what the other lanes hold as they do. Loops stay as they are: unrolled, they
// would take minutes to compile.

#define EMULATED 1
#define UNROLL _Pragma("nounroll")

INLINE bool is_finite(float value) { return (as_uint(value) & 0x7f800000) != 0x7f800000; }

INLINE uint round_bf16(float value) {
  uint bits = as_uint(value);
  if (!is_finite(value)) return bits >> 16 | ((bits & 0xffff) != 0 ? 0x40 : 0);
  return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

INLINE uint pack_bf16(float low, float high) { return round_bf16(high) << 16 | round_bf16(low); }

INLINE void load_matrices(uint* registers, LOCAL const uchar* matrices, MatrixRows rows, int lane) {
  UNROLL for (int q = 0; q < 4; q++) {
    registers[q] = *(LOCAL const uint*)(matrices + row_place(rows, 8 * q + lane / 4) + 4 * (lane % 4));
  }
}

INLINE void load_matrices_transposed(uint* registers, LOCAL const uchar* matrices, MatrixRows rows, int lane) {
  UNROLL for (int q = 0; q < 4; q++) {
    int column = 2 * (lane / 4), row = 8 * q + 2 * (lane % 4);
    uint low = *(LOCAL const ushort*)(matrices + row_place(rows, row) + column);
    uint high = *(LOCAL const ushort*)(matrices + row_place(rows, row + 1) + column);
    registers[q] = high << 16 | low;
  }
}

// The exponent of a finite float that is not zero, as the power of two not above it.
INLINE int exponent_of(float value) { return (int)(as_uint(value) >> 23 & 0xff) - 127; }

// first + the sum of the products, as a tensor core adds: products are exact, all addends lose their bits below the 24th
// of the largest one, and so does the sum (Fasi et al. 2021, "Numerical behavior of NVIDIA tensor cores"; some cores keep
// a bit or two more).
INLINE float add_truncated(float first, const float* left, const float* right, int count) {
  float plain = first;
  int largest = -127;
  if (first != 0) largest = max(largest, exponent_of(first));
  UNROLL for (int i = 0; i < count; i++) {
    float product = left[i] * right[i];
    plain += product;
    if (product != 0) largest = max(largest, exponent_of(product));
  }
  if (!is_finite(plain) || largest < -100) return plain;
  int sum = (int)ldexp(first, 23 - largest);
  UNROLL for (int i = 0; i < count; i++) sum += (int)ldexp(left[i] * right[i], 23 - largest);
  uint magnitude = abs(sum);
  int extra = max(8 - (int)clz(magnitude), 0);
  float truncated = ldexp((float)(magnitude >> extra << extra), largest - 23);
  return sum < 0 ? -truncated : truncated;
}

// The part of lane `lane` in a product: sum 2 * h + e is row lane / 4 + 8 * h and column 2 * (lane % 4) + e. The rows of the
// left operand lie in lanes 4 * (lane / 4) to + 3, given in `left`; column e of the right one in lanes
// 4 * (2 * (lane % 4) + e) to + 3, given in `right[e]`. In lane l of those, register h + 2 * p of the left operand and
// register p of the right one hold k = l + 4 * p of TF32, or 2 * l + 8 * p and the next one of bf16.
INLINE void multiply_tf32(float* sum, uint left[4][4], uint right[2][4][2]) {
  UNROLL for (int i = 0; i < 4; i++) {
    float a[8], b[8];
    UNROLL for (int k = 0; k < 8; k++) {
      a[k] = as_float(left[k % 4][i / 2 + 2 * (k / 4)] & 0xffffe000);
      b[k] = as_float(right[i % 2][k % 4][k / 4] & 0xffffe000);
    }
    sum[i] = add_truncated(sum[i], a, b, 8);
  }
}

INLINE void multiply_bf16(float* sum, uint left[4][4], uint right[2][4][2]) {
  UNROLL for (int i = 0; i < 4; i++) {
    float a[16], b[16];
    UNROLL for (int k = 0; k < 16; k++) {
      uint pair = left[k % 8 / 2][i / 2 + 2 * (k / 8)], other = right[i % 2][k % 8 / 2][k / 8];
      a[k] = as_float(k % 2 == 0 ? pair << 16 : pair & 0xffff0000);
      b[k] = as_float(k % 2 == 0 ? other << 16 : other & 0xffff0000);
    }
    sum[i] = add_truncated(sum[i], a, b, 16);
  }
}
