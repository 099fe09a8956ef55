import Foundation
import Synchronization

/// Who may run a kernel on serial devices at a time: any number of launches, but for one that is wider than all that are
/// running, which waits for them.
///
/// PoCL before 6.0 keeps one list of compiled kernels for all serial devices, with an entry for each width at which a
/// wider launch was met first, and drops the oldest of more than 128. It counts the end of a run on the entry that then
/// stands first: where a launch adds a wider entry while another runs the same kernel, the count falls below 0, and PoCL
/// aborts the process. A launch that is no wider than one that is running finds that one's entry.
final class KernelGate: Sendable {
  /// What PoCL tells kernels apart by, but for the width.
  private struct Key: Hashable {
    let program: Program
    let name: String
    let local: [Int]
  }

  private struct State {
    var running = 0
    var widest = 0
  }

  private static let all = Mutex<[Key: KernelGate]>([:])

  private let state = Mutex(State())

  /// The gate of a kernel in work-groups of a size: the same one for all devices.
  static func of(_ name: String, in program: Program, local: [Int]) -> KernelGate {
    all.withLock { gates in
      let key = Key(program: program, name: name, local: local)
      if let gate = gates[key] { return gate }
      let gate = KernelGate()
      gates[key] = gate
      return gate
    }
  }

  /// Runs a launch on the calling thread; `width` is its largest global size.
  func run<Value>(width: Int, _ body: () throws -> Value) rethrows -> Value {
    while !enter(width) { sched_yield() }
    defer {
      state.withLock { state in
        state.running -= 1
        if state.running == 0 { state.widest = 0 }
      }
    }
    return try body()
  }

  private func enter(_ width: Int) -> Bool {
    state.withLock { state in
      guard state.running == 0 || width <= state.widest else { return false }
      state.running += 1
      state.widest = max(state.widest, width)
      return true
    }
  }
}
