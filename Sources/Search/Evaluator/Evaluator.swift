/// What computes the rewards, values and priors of a search's nodes: a learned model, a table, or a class of
/// the caller's.
///
/// Latent states stay with the evaluator, in slots that the search numbers; the search never reads them. All
/// functions are called by one thread at a time, and always by the same thread within one search. A submitted
/// batch may be evaluated at any time until `wait` for its handle returns; all outputs must be written by
/// then. Each handle is waited for once, in the order of submission within a pipeline group, even if another
/// batch has failed.
public protocol Evaluator: AnyObject {
  var priorForm: PriorForm { get }

  /// Starts the initial inference of the roots of trees. Throws if it cannot be started.
  func submit(roots batch: RootBatch) throws -> InferenceHandle

  /// Starts one recurrent inference for each leaf. Throws if it cannot be started.
  func submit(leaves batch: LeafBatch) throws -> InferenceHandle

  /// Returns when all outputs of a batch are written. Throws if the inference failed.
  func wait(for handle: InferenceHandle) throws

  /// The time that the evaluator has spent since it was made.
  var times: EvaluatorTimes { get }
}

extension Evaluator {
  /// All zero, for an evaluator that does not measure its time.
  public var times: EvaluatorTimes { EvaluatorTimes() }
}

/// The form of the priors that an evaluator gives.
public enum PriorForm: Sendable {
  /// Any finite numbers; their softmax over a tree's actions is the prior.
  case logits
  /// Finite numbers of at least 0, which need not sum to 1.
  case probabilities
}

/// Identifies a batch that an evaluator works on.
public struct InferenceHandle: Sendable, Hashable {
  /// A number of the evaluator's choice.
  public let number: Int

  /// A handle with this number.
  public init(number: Int = 0) { self.number = number }
}
