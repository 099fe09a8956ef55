import Foundation

/// Starts worker processes from one thread that lives as long as the program, because the system ends a
/// worker together with the thread that started it.
enum WorkerSpawner {
  private static let thread = SpawningThread()

  /// Calls `body` on that thread, and returns its result.
  static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
    let result = Outcome<Value>()
    thread.add {
      result.value = Result { try body() }
      result.isThere.signal()
    }
    result.isThere.wait()
    return try result.value!.get()
  }

  /// The outcome is written before the semaphore is signaled, and read after it.
  private final class Outcome<Value: Sendable>: @unchecked Sendable {
    let isThere = DispatchSemaphore(value: 0)
    var value: Result<Value, any Error>?
  }
}

/// The condition's lock guards its state.
private final class SpawningThread: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [@Sendable () -> Void] = []

  init() {
    let thread = Thread { [self] in while true { next()() } }
    thread.name = "worker starter"
    thread.start()
  }

  func add(_ work: @escaping @Sendable () -> Void) {
    condition.lock()
    waiting.append(work)
    condition.signal()
    condition.unlock()
  }

  private func next() -> @Sendable () -> Void {
    condition.lock()
    defer { condition.unlock() }
    while waiting.isEmpty { condition.wait() }
    return waiting.removeFirst()
  }
}
