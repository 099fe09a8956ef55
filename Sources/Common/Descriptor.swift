import Foundation

/// Open files, pipes and terminals, by their numbers.
package enum Descriptor {
  /// Writes all of `bytes` to a descriptor. Returns false where the system does not take them.
  @discardableResult
  package static func write(_ bytes: some ContiguousBytes, to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 && errno != EINTR { return false }
        rest = rest.dropFirst(max(0, count))
      }
      return true
    }
  }
}
