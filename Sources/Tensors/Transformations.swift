/// The transformations of a graph before it is bound. None of them changes its results.
package struct Transformations: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Fuses chains of pointwise functions into one launch.
  package static let fusion = Transformations(rawValue: 1)
  /// Lets results overwrite operands that are not read any more.
  package static let inPlace = Transformations(rawValue: 2)
  /// Computes the inputs of joins in place.
  package static let placement = Transformations(rawValue: 4)
  /// Applies operations to constants in advance, and removes operations that change nothing.
  package static let folding = Transformations(rawValue: 8)

  /// Makes fewer launches, for GPUs only: sums and the statistics of batch normalizations become parts of
  /// convolutions, small gradients of parameters share a launch, and joins become slices of others.
  package static let gpuFusion = Transformations(rawValue: 16)

  package static let all: Transformations = [.folding, .fusion, .inPlace, .placement]

  /// These transformations, with those added that suit only a GPU if the device is one.
  func suited(isCPU: Bool) -> Transformations { isCPU || !contains(.fusion) ? self : union(.gpuFusion) }
}
