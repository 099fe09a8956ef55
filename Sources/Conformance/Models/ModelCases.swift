import Operations

/// The models that cases of whole losses can name.
package enum ModelCases {
  /// Makes a case's model. Throws `OperationError` if the case's attributes or shapes do not fit it.
  package typealias Definition = @Sendable (_ reader: ModelCaseReader) throws -> ModelCase

  package static let definitions: [String: Definition] = [
    "muzero_mlp_loss": MuZeroCase.perceptron,
    "muzero_resnet_loss": MuZeroCase.residual,
    "planet_loss": PlaNetCase.model,
  ]
}
