import Foundation

/// Host memory that is freed all at once.
final class HostArena {
  private var allocations: [UnsafeMutableRawPointer] = []

  private static let largePage = 1 << 21

  deinit {
    for memory in allocations { free(memory) }
  }

  /// Reserves uninitialized memory for `count` values. Large blocks lie on large pages if the system has
  /// them, because descents touch many pages.
  ///
  /// Throws `SearchMemoryError` if the system has too little memory.
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

/// The error of a search whose trees do not fit in the system's memory.
public struct SearchMemoryError: Error, CustomStringConvertible {
  /// The number of bytes that were requested.
  public let bytes: Int

  /// A sentence that gives the bytes, and says what to do.
  public var description: String {
    "there is no memory for \(bytes) bytes of search trees; ask for fewer trees, simulations or actions"
  }
}
