/// What layers are written with.
@_exported import enum Operations.Activation
/// As a whole, because operators come with their module alone.
@_exported import Tensors
