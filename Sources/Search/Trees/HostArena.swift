import Foundation

/// Memory on the host that is freed together.
final class HostArena {
  private var allocations: [UnsafeMutableRawPointer] = []

  private static let largePage = 1 << 21

  deinit {
    for memory in allocations { free(memory) }
  }

  /// Room for `count` values, to be written before they are read; on large pages where the system has them, as descents
  /// touch many.
  ///
  /// Throws where the system has no such room.
  func reserve<Value: BitwiseCopyable>(_ type: Value.Type, _ count: Int) throws -> UnsafeMutablePointer<Value>
  {
    let bytes = count * MemoryLayout<Value>.stride
    let isLarge = bytes >= Self.largePage
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, isLarge ? Self.largePage : NodeLayout.cacheLine, bytes) == 0, let memory
    else {
      throw SearchMemoryError(bytes: bytes)
    }
    allocations.append(memory)
    #if os(Linux)
      if isLarge { madvise(memory, bytes, MADV_HUGEPAGE) }
    #endif
    return memory.bindMemory(to: type, capacity: count)
  }
}

/// A search that the system has no memory for.
public struct SearchMemoryError: Error, CustomStringConvertible {
  /// How many were asked for.
  public let bytes: Int

  /// A sentence with the bytes and what to do.
  public var description: String {
    "there is no memory for \(bytes) bytes of search trees; ask for fewer trees, simulations or actions"
  }
}
