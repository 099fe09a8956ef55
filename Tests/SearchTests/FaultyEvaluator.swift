import Search

/// An evaluator that goes wrong where it is told to, and counts what is under way.
final class FaultyEvaluator: Evaluator {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What happens in a batch of leaves, counted from 1 over all pipeline groups.
  enum Fault {
    case none, throwsAtSubmission, throwsAtWait, throwsAtRoots
    case reward(Float, tree: Int), value(Float, tree: Int), prior(Float, tree: Int), rootPrior(
      Float, tree: Int)
  }

  var priorForm = PriorForm.probabilities
  var fault = Fault.none
  /// Of the first action of a leaf; each other one's is more by 1.
  var firstPrior: Float = 1
  /// In which batch of leaves.
  var faultyBatch = 1
  private(set) var underWay: Set<InferenceHandle> = []
  private(set) var leaves: [(tree: Int, parent: Int, action: Int, child: Int)] = []
  private(set) var rootSlots: [Int] = []
  private var batches = 0
  private var submissions = 0
  private var throwing: InferenceHandle?

  private func begin() -> InferenceHandle {
    submissions += 1
    let handle = InferenceHandle(number: submissions)
    underWay.insert(handle)
    return handle
  }

  func submit(roots batch: RootBatch) throws -> InferenceHandle {
    if case .throwsAtRoots = fault { throw Failure(description: "no roots today") }
    for row in 0..<batch.count {
      rootSlots.append(Int(batch.slots[row]))
      for action in 0..<batch.actions { batch.priors[row * batch.actions + action] = 1 }
      if case .rootPrior(let prior, Int(batch.trees[row])) = fault {
        batch.priors[row * batch.actions + 1] = prior
      }
    }
    return begin()
  }

  func submit(leaves batch: LeafBatch) throws -> InferenceHandle {
    batches += 1
    let isFaulty = batches >= faultyBatch
    if isFaulty, case .throwsAtSubmission = fault { throw Failure(description: "the device is gone") }
    for row in 0..<batch.count {
      let tree = Int(batch.trees[row])
      leaves.append(
        (tree, Int(batch.parentSlots[row]), Int(batch.leafActions[row]), Int(batch.childSlots[row])))
      batch.rewards[row] = 0.25
      batch.values[row] = Float(batch.childSlots[row] % 7)
      for action in 0..<batch.actions {
        batch.priors[row * batch.actions + action] = firstPrior + Float(action)
      }
      guard isFaulty else { continue }
      switch fault {
      case .reward(let reward, tree): batch.rewards[row] = reward
      case .value(let value, tree): batch.values[row] = value
      case .prior(let prior, tree): batch.priors[row * batch.actions + 2] = prior
      default: break
      }
    }
    let handle = begin()
    if isFaulty, case .throwsAtWait = fault { throwing = throwing ?? handle }
    return handle
  }

  func wait(for handle: InferenceHandle) throws {
    precondition(underWay.remove(handle) != nil, "\(handle) is not under way")
    if handle == throwing { throw Failure(description: "the kernel failed") }
  }
}
