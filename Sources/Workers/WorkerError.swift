/// The error of environments in worker processes that cannot go on, in one sentence.
package struct WorkerError: Error, CustomStringConvertible, Equatable {
  package let description: String
  /// The worker's description, of several lines; nil if there is none.
  package let traceback: String?

  init(_ description: String, traceback: String? = nil) {
    (self.description, self.traceback) = (description, traceback)
  }
}
