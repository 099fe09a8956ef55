/// What a search asks about its nodes: a learned model, a table, or the user's own.
///
/// Latent states stay with the evaluator, in slots that the search numbers: it never sees one. All functions are
/// called by one thread at a time, in a search always the same. A batch that was submitted may be evaluated at any time until
/// `wait` for its handle returns; by then every output must be written. Handles are waited for once each, in the order of
/// submission within a pipeline group, also after an error of another batch.
public protocol Evaluator: AnyObject {
  /// What the outputs `priors` hold.
  var priorForm: PriorForm { get }

  /// Begins the initial inference of trees' roots. Throws what keeps it from beginning.
  func submit(roots batch: RootBatch) throws -> InferenceHandle

  /// Begins one recurrent inference for each leaf. Throws what keeps it from beginning.
  func submit(leaves batch: LeafBatch) throws -> InferenceHandle

  /// Returns when all outputs of a batch are written. Throws what kept them from it.
  func wait(for handle: InferenceHandle) throws

  /// How its time went since it was made.
  var times: EvaluatorTimes { get }
}

extension Evaluator {
  /// None: it does not measure.
  public var times: EvaluatorTimes { EvaluatorTimes() }
}

/// What an evaluator gives as priors.
public enum PriorForm: Sendable {
  /// Any finite numbers, whose softmax over a tree's actions is the prior.
  case logits
  /// Finite numbers from 0, which need not sum to 1.
  case probabilities
}

/// A batch that an evaluator works on; the number is the evaluator's own.
public struct InferenceHandle: Sendable, Hashable {
  /// The evaluator's own number.
  public let number: Int

  /// A handle with that number.
  public init(number: Int = 0) { self.number = number }
}
