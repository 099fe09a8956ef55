import CCUDA
import Foundation
import TestSupport
import Testing

@testable import Device

/// The CUDA driver's host side, on a driver in software that does everything as late as it may.
@Suite(.serialized) struct CUDATests {
  init() throws { try SoftwareCUDA.reset() }

  @Test func replaysOverlapAndGiveTheSameInEveryOrder() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: false)
    let buffer = try device.makeBuffer(byteCount: 80)
    let sequence = try device.makeSequence(Diamond.contents(device, in: buffer))
    try #require((sequence as? CUDASequence)?.isGraph == true)
    for seed in 0..<100 {
      try SoftwareCUDA.setSeed(UInt64(seed))
      // Three are under way at once, and read late.
      let downloads = try (0..<5).map { try Diamond.run(sequence, Int32($0 * 100 + seed), on: queue) }
      for (index, download) in downloads.enumerated() {
        let values: [Int32] = try download.wait().array()
        try #require(values == Diamond.expected(Int32(index * 100 + seed)), "seed \(seed), run \(index)")
      }
    }
  }

  /// The check of the check: without the edges that the memory needs, some order gives something else.
  @Test func aMissingEdgeIsSeen() throws {
    let device = try SoftwareCUDA.device()
    let context = try #require(device as? CUDADevice).context
    let functions = context.functions
    let queue = try device.makeQueue(profiling: false)
    let buffer = try device.makeBuffer(byteCount: 80)
    let launches = try Diamond.contents(device, in: buffer).commands.compactMap { command in
      if case .launch(let launch) = command { launch as? CUDALaunch } else { nil }
    }
    try context.makeCurrent()
    var (graph, executable, stream): (CUgraph?, CUgraphExec?, CUstream?) = (nil, nil, nil)
    try #require(functions.cuGraphCreate(&graph, 0) == 0)
    for launch in launches { _ = try launch.add(to: graph!, after: [], context: context) }
    try #require(functions.cuGraphInstantiateWithFlags(&executable, graph, 0) == 0)
    try #require(functions.cuStreamCreateWithPriority(&stream, CU_STREAM_NON_BLOCKING, 0) == 0)
    var results: Set<[Int32]> = []
    for seed in 0..<100 {
      try SoftwareCUDA.setSeed(UInt64(seed))
      try queue.fill(buffer, pattern: 1)
      try queue.finish()
      try #require(functions.cuGraphLaunch(executable, stream) == 0)
      try CUDAEvent(on: stream!, context: context, label: "a graph without edges").wait()
      results.insert(try queue.download(buffer, range: nil).wait().array())
    }
    #expect(results.count > 1)
    _ = functions.cuStreamDestroy(stream)
    _ = functions.cuGraphExecDestroy(executable)
    _ = functions.cuGraphDestroy(graph)
  }

  /// A device that is only listed takes nothing of the GPU.
  @Test func aListedDeviceHasNoContext() throws {
    let before = try SoftwareCUDA.living
    let device = try SoftwareCUDA.device()
    #expect(device.info.kind == .gpu)
    device.trimPool()
    let after = try SoftwareCUDA.living
    #expect(after == before)
    _ = try device.makeBuffer(byteCount: 16)
    #expect(try SoftwareCUDA.calls(of: "cuDevicePrimaryCtxRetain") == 1)
  }

  @Test func aReplayIsOneSubmission() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: false)
    let sequence = try device.makeSequence(Diamond.contents(device, in: device.makeBuffer(byteCount: 80)))
    _ = try Diamond.run(sequence, 1, on: queue).wait()
    let before = try SoftwareCUDA.submissions
    _ = try Diamond.run(sequence, 2, on: queue).wait()
    #expect(try SoftwareCUDA.submissions == before + 1)
  }

  @Test func aRefusedGraphFallsBackToTheStream() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: false)
    try SoftwareCUDA.fail("cuGraphInstantiateWithFlags", with: CUDA_ERROR_NOT_SUPPORTED)
    let sequence = try device.makeSequence(Diamond.contents(device, in: device.makeBuffer(byteCount: 80)))
    #expect((sequence as? CUDASequence)?.isGraph == false)
    let before = try SoftwareCUDA.submissions
    #expect(try Diamond.run(sequence, 3, on: queue).wait().array() == Diamond.expected(3))
    #expect(try SoftwareCUDA.submissions == before + 8)
  }

  @Test func queuesCopyFillAndTime() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: true, urgent: true)
    let buffer = try device.makeBuffer(byteCount: 64)
    try queue.fill(buffer, pattern: 3)
    try queue.upload(
      HostMemory([Int32(1), 2]), to: buffer.slice(byteOffset: 16, byteCount: 16), byteOffset: 4)
    try queue.copy(from: buffer, to: buffer.slice(byteOffset: 32, byteCount: 32), byteCount: 32)
    let event = try queue.enqueueWithEvent(
      Diamond.launch(
        device, "shift",
        [
          .buffer(buffer.slice(byteOffset: 16, byteCount: 16)), .int(1),
          .buffer(buffer.slice(byteOffset: 0, byteCount: 16)),
        ]))
    #expect(
      try queue.download(buffer, range: nil).wait().array(of: Int32.self)
        == [4, 2, 3, 4, 3, 1, 2, 3, 3, 3, 3, 3, 3, 1, 2, 3])
    #expect(event.isComplete)
    #expect(try event.duration() < 1_000_000_000)
    let plain = try device.makeQueue(profiling: false)
    let untimed = try plain.enqueueWithEvent(
      Diamond.launch(
        device, "shift", [.buffer(buffer), .int(1), .buffer(buffer.slice(byteOffset: 48, byteCount: 16))]))
    try untimed.wait()
    #expect(throws: DeviceUnavailable.self) { try untimed.duration() }
  }

  /// Memory that is given back while work on it is under way is not used again, nor freed, before it has ended.
  @Test func memoryRestsUntilItsWorkHasEnded() throws {
    let device = try SoftwareCUDA.device()
    for seed in 0..<20 {
      try SoftwareCUDA.setSeed(UInt64(seed))
      let queue = try device.makeQueue(profiling: false)
      let other = try device.makeQueue(profiling: false)
      let target = try device.makeBuffer(byteCount: 16)
      do {
        let source = try device.makeBuffer(byteCount: 16)
        try queue.upload(HostMemory([Int32](repeating: Int32(seed), count: 4)), to: source, byteOffset: 0)
        try queue.enqueue(Diamond.launch(device, "shift", [.buffer(source), .int(1), .buffer(target)]))
      }
      let taken = try device.makeBuffer(byteCount: 16)
      try other.fill(taken, pattern: 77)
      try other.finish()
      device.trimPool()
      #expect(
        try queue.download(target, range: nil).wait().array() == [Int32](repeating: Int32(seed) + 1, count: 4)
      )
    }
  }
}
