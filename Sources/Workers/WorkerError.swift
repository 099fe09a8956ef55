/// What keeps environments in worker processes from going on, in one sentence.
package struct WorkerError: Error, CustomStringConvertible, Equatable {
  package let description: String
  /// What the worker says of it, of several lines.
  package let traceback: String?

  init(_ description: String, traceback: String? = nil) {
    (self.description, self.traceback) = (description, traceback)
  }
}
