// The instructions of NVIDIA's tensor cores that `product_matrix.cl` needs, from compute capability 8.0 on, by inline PTX.
// `matrix_emulation.cl` stands in its place on other devices and says what each lane holds.
//
// The 32 lanes of a warp are work-items of consecutive local ids, as NVIDIA's work-groups of one dimension have them.

#define EMULATED 0
#define UNROLL _Pragma("unroll")

// Two floats as bf16, rounded to the nearest, ties to even: `low` in the lower half.
INLINE uint pack_bf16(float low, float high) {
  uint bits;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(high), "f"(low));
  return bits;
}

// Four matrices of 8 rows of 16 bytes each. Lane 8 * q + r gives the address of row r of matrix q; register q of lane l
// gets the 4 bytes at 4 * (l % 4) of row l / 4.
INLINE void load_matrices(uint* registers, LOCAL const uchar* matrices, MatrixRows rows, int lane) {
  uint address = (uint)(ulong)(matrices + row_place(rows, lane));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(registers[0]), "=r"(registers[1]), "=r"(registers[2]), "=r"(registers[3])
               : "r"(address)
               : "memory");
}

// The same of matrices of 16-bit elements, transposed: lane l gets elements 2 * (l % 4) and 2 * (l % 4) + 1 of column l / 4.
INLINE void load_matrices_transposed(uint* registers, LOCAL const uchar* matrices, MatrixRows rows, int lane) {
  uint address = (uint)(ulong)(matrices + row_place(rows, lane));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(registers[0]), "=r"(registers[1]), "=r"(registers[2]), "=r"(registers[3])
               : "r"(address)
               : "memory");
}

// sum += left * right: 16 x 8 by 8 x 8 of TF32, of which the lower 13 bits are not read, or 16 x 16 by 16 x 8 of bf16.
INLINE void multiply_tf32(float* sum, const uint* left, const uint* right) {
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
               "{%0, %1, %2, %3};"
               : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
               : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "r"(right[0]), "r"(right[1]));
}

INLINE void multiply_bf16(float* sum, const uint* left, const uint* right) {
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
               "{%0, %1, %2, %3};"
               : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
               : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "r"(right[0]), "r"(right[1]));
}
