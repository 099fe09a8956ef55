/// The rows of all batches, one for each tree. A pipeline group's rows are a range of them. See `LeafBatch`.
struct BatchRows {
  let trees: UnsafeMutablePointer<Int32>
  let parentSlots: UnsafeMutablePointer<Int32>
  let leafActions: UnsafeMutablePointer<Int32>
  let childSlots: UnsafeMutablePointer<Int32>
  let rewards: UnsafeMutablePointer<Float>
  let values: UnsafeMutablePointer<Float>
  let priors: UnsafeMutablePointer<Float>
}
