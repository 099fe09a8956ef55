/// One of the callers of a `SharedEvaluator`: the evaluator of a search on one thread.
///
/// Others wait for it as long as it is there: it leaves where it has nothing to ask for a while.
package final class SharedCaller: Evaluator {
  package var priorForm: PriorForm { shared.priorForm }
  package private(set) var times = EvaluatorTimes()
  /// What its slots and trees begin at, in multiples of a caller's.
  package let number: Int
  private let shared: SharedEvaluator
  private var entries: [Int: SharedEvaluator.Entry] = [:]
  private var submissions = 0
  private var hasLeft = false

  init(_ shared: SharedEvaluator, number: Int) { (self.shared, self.number) = (shared, number) }

  deinit { leave() }

  /// Gives its place back: no batch waits for it any more, and it asks for nothing more.
  package func leave() {
    precondition(entries.isEmpty, "caller \(number) leaves with \(entries.count) batches under way")
    if !hasLeft { shared.leave(number) }
    hasLeft = true
  }

  package func submit(roots batch: RootBatch) -> EvaluationHandle { submit(.roots(batch)) }

  package func submit(leaves batch: LeafBatch) -> EvaluationHandle { submit(.leaves(batch)) }

  private func submit(_ content: SharedEvaluator.Entry.Content) -> EvaluationHandle {
    precondition(!hasLeft, "caller \(number) has left")
    let entry = SharedEvaluator.Entry(content, caller: number)
    submissions += 1
    entries[submissions] = entry
    shared.submit(entry)
    return EvaluationHandle(number: submissions)
  }

  package func wait(for handle: EvaluationHandle) throws {
    guard let entry = entries.removeValue(forKey: handle.number) else {
      preconditionFailure("batch \(handle.number) of caller \(number) is not under way")
    }
    let start = SearchMeter.now
    defer { times.device += Double(SearchMeter.now - start) * 1e-9 }
    try shared.wait(for: entry)
  }
}
