/// A program of a device that is not here, whose text is looked at once.
///
/// It is used by its device under a lock, and does not change otherwise.
final class AbsentProgram: @unchecked Sendable {
  let program: Program
  let source: String
  let key: String
  /// By kernel that was launched, the names of its whole numbers.
  private(set) var kernels: [String: [String]] = [:]

  init(_ program: Program) {
    self.program = program
    source = program.source
    key = program.key
  }

  /// The names of a kernel's whole numbers, in order.
  func numbers(of kernel: String) -> [String] {
    if let known = kernels[kernel] { return known }
    let names = KernelSource.numbers(of: kernel, in: source)
    kernels[kernel] = names
    return names
  }
}
