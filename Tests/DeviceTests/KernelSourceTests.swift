import Testing

@testable import Device

@Suite struct KernelSourceTests {
  private static let text = """
    static inline float twice(GLOBAL const float* p) { return 2 * p[0]; }
    #define BINARY(name) \\
      KERNEL void name(GLOBAL const float* a, /* [(count)] */ \\
                       GLOBAL float* output) { output[0] = a[0]; }
    BINARY(copy)
    __attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void add(
        GLOBAL const int* left,  // [count], read (twice)
        int count, GLOBAL uint* sum) {  // [1]
      sum[0] = left[0] + count;
    }
    KERNEL void nothing(void) {}
    """

  @Test func pointersAndWhatIsReadAreFound() {
    let kernels = KernelSource.kernels(in: Self.text)
    #expect(kernels.map(\.name) == ["name", "add", "nothing"])
    #expect(kernels.map { $0.pointers.map(\.name) } == [["a", "output"], ["left", "sum"], []])
    #expect(KernelSource.readsOnly("add", pointers: 2, in: kernels) == [true, false])
    // That of a macro.
    #expect(KernelSource.readsOnly("copy", pointers: 2, in: kernels) == [true, false])
    #expect(KernelSource.readsOnly("add", pointers: 3, in: kernels) == nil)
  }

  @Test func offsetsFollowTheirPointers() {
    let text = KernelSource.withOffsets(Self.text)
    #expect(text.contains("twice(GLOBAL const float* p) { return"))
    #expect(text.contains("KERNEL void name(GLOBAL const float* a, ulong a_offset, /* [(count)] */ \\\n"))
    #expect(text.contains("GLOBAL const int* left, ulong left_offset,  // [count], read (twice)"))
    #expect(
      text.contains(
        "GLOBAL uint* sum, ulong sum_offset) { left = (GLOBAL const void*)((GLOBAL const uchar*)left + left_offset);"
          + " sum = (GLOBAL void*)((GLOBAL uchar*)sum + sum_offset);"))
  }

  @Test func cpusGetTheLoopsOfGPUsKernelsAsTheyAreWritten() {
    let group = Program(["epilogue", "product_operand", "product_scalar", "product_output", "product_group"])
      .source
    #expect(group.contains("#pragma unroll\n"))
    let written = KernelSource.forCPU(group)
    #expect(!written.contains("#pragma unroll\n") && written.contains("#pragma unroll 1\n"))
    #expect(written.replacing("#pragma unroll 1\n", with: "#pragma unroll\n") == group)
    // Their own kernels keep them.
    let own = Program(["product_copy"]).source
    #expect(own.contains("#pragma unroll\n") && KernelSource.forCPU(own) == own)
  }

  /// Every kernel of the program has its pointers told apart, so that a launch's reads and writes are known.
  @Test(arguments: Program.embeddedNames) func everyPointerOfTheProgramIsUnderstood(file: String) throws {
    let text = try #require(Program.embedded(file))
    let kernels = KernelSource.kernels(in: text)
    #expect(
      kernels.count == text.split(separator: "KERNEL void ", omittingEmptySubsequences: false).count - 1)
    // A parameter that a macro may leave out would have an offset that nobody sets.
    #expect(!text.contains(#/[A-Z]\(GLOBAL /#), "a pointer in the parentheses of a macro")
    for kernel in kernels {
      #expect(!kernel.pointers.isEmpty, "\(kernel.name)")
      #expect(Set(kernel.pointers.map(\.name)).count == kernel.pointers.count, "\(kernel.name)")
    }
  }
}
