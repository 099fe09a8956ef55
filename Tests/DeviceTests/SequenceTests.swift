import Testing

@testable import Device

/// Views as kernels see them, and sequences of commands on them.
@Suite(.serialized) struct SequenceTests {
  private static let program = Program(
    text: """
      KERNEL void shift(GLOBAL const int* input, int addend, GLOBAL int* output) {
        output[get_global_id(0)] = input[get_global_id(0)] + addend;
      }
      """)

  @Test(arguments: TestedDriver.allCases) func kernelsSeeViewsAtTheirOffsets(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try bench.device.makeBuffer(byteCount: 256)
    try bench.queue.fill(buffer, pattern: 0)
    try bench.queue.upload(
      HostMemory([Int32(1), 2, 3, 4]), to: buffer.slice(byteOffset: 16, byteCount: 16), byteOffset: 0)
    try bench.queue.enqueue(
      bench.device.makeLaunch(
        "shift", in: Self.program,
        arguments: [
          .buffer(buffer.slice(byteOffset: 16, byteCount: 16)), .int(10),
          .buffer(buffer.slice(byteOffset: 48, byteCount: 16)),
        ], global: [4], local: nil))
    let words = try bench.content(buffer, range: 0..<80)
    #expect(words == [0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 11, 12, 13, 14, 0, 0, 0, 0])
  }

  @Test(arguments: TestedDriver.allCases) func aSequenceRunsItsCommandsInOrder(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try bench.device.makeBuffer(byteCount: 128)
    func part(_ index: Int) -> Buffer { buffer.slice(byteOffset: 32 * index, byteCount: 16) }
    let shift = try bench.device.makeLaunch(
      "shift", in: Self.program, arguments: [.buffer(part(0)), .int(1), .buffer(part(1))], global: [2],
      local: nil)
    let sequence = try bench.device.makeSequence(
      SequenceContents(
        upload: part(0),
        commands: [.fill(part(1), pattern: 7), .launch(shift), .copy(from: part(1), to: part(2))],
        download: part(2)))
    func run(_ values: [Int32]) throws -> Download {
      try #require(
        try bench.queue.run(sequence, uploading: 4 * values.count) { target in
          values.withUnsafeBytes { target.copyMemory(from: $0) }
        })
    }
    try bench.queue.fill(buffer, pattern: 0)
    // All runs are under way, and none is read, before the first is waited for.
    let runs = try (0..<5).map { try run([Int32($0), 100]) }
    for (index, download) in runs.enumerated() {
      #expect(try download.wait().array(of: Int32.self) == [Int32(index) + 1, 101, 7, 7])
    }
    // A part of the upload leaves the rest as it was, and so does an empty one.
    #expect(try run([50]).wait().array(of: Int32.self) == [51, 101, 7, 7])
    #expect(try run([]).wait().array(of: Int32.self) == [51, 101, 7, 7])
  }

  @Test(arguments: TestedDriver.allCases)
  func memoryOfRunsThatHaveEndedIsUsedAgain(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try bench.device.makeBuffer(byteCount: 16)
    let sequence = try bench.device.makeSequence(
      SequenceContents(upload: buffer, commands: [], download: buffer))
    var addresses: Set<UnsafeMutableRawPointer> = []
    for number in 0..<20 {
      let download = try #require(
        try bench.queue.run(sequence, uploading: 16) { bytes in
          addresses.insert(bytes.baseAddress!)
          bytes.initializeMemory(as: UInt8.self, repeating: UInt8(number))
        })
      #expect(try download.wait().array() == [UInt8](repeating: UInt8(number), count: 16))
    }
    #expect(addresses.count <= StagingSlots.maximumCount)
  }

  /// CLBlast's products are OpenCL's alone.
  @Test(arguments: [OpenCLAddressing.pointers, .offsets])
  func libraryProductsTakeViews(addressing: OpenCLAddressing) throws {
    let device = try TestedDriver.openCL(addressing)
    let queue = try device.makeQueue(profiling: false)
    let buffer = try device.makeBuffer(byteCount: 96)
    try queue.fill(buffer, pattern: 0)
    func part(_ offset: Int, _ values: [Float]) throws -> Buffer {
      let view = buffer.slice(byteOffset: offset, byteCount: 16)
      try queue.upload(HostMemory(values), to: view, byteOffset: 0)
      return view
    }
    let product = LibraryProduct(
      m: 2, n: 2, k: 2, left: try part(16, [1, 2, 3, 4]), right: try part(48, [5, 6, 7, 8]),
      output: buffer.slice(byteOffset: 80, byteCount: 16))
    guard let launch = device.makeLibraryProduct(product) else { return }
    try queue.enqueue(launch)
    let values: [Float] = try queue.download(product.output, range: nil).wait().array()
    #expect(values == [19, 22, 43, 50])
  }
}
