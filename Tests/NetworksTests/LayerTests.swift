import Device
import Foundation
import Networks
import Operations
import TestSupport
import Tensors
import Testing

/// Layers against PyTorch's definitions, on PyTorch's layouts, in double precision.
@Suite struct LayerTests {
  /// A traced layer run on values in PyTorch's layouts; its tensors are drawn from a seed.
  private func run(
    inputs: [(input: ModelInput, values: [Float])], isTraining: Bool = false,
    _ build: (ModelBuilder) -> ([Tensor], Pass) -> Tensor
  ) throws -> (output: [Float], tensors: [String: [Double]]) {
    let device = try Devices.select(nil)
    let queue = try device.makeQueue(profiling: false)
    let builder = ModelBuilder()
    let layer = build(builder)
    let store = try ModelStore(builder, device: device)
    var random = SeededGenerator(seed: 6)
    let values = Dictionary(
      uniqueKeysWithValues: builder.tensors.map { ($0.name, random.floats($0.shape.product, in: 0.1...1)) })
    try store.set(values)
    let graph = Graph()
    let pass = Pass(graph, isTraining: isTraining)
    let output = layer(inputs.map { $0.input.tensor(in: graph) }, pass)
    let executable = try Executable(
      .init(outputs: ["y": output], assignments: pass.assignments), graph: graph, store: store.variables,
      context: OperationContext(device: device))
    for (input, values) in inputs {
      try executable.upload(
        input.layout.toDevice(values, hostShape: input.shape), to: input.name, queue: queue)
    }
    try executable.run(on: queue)
    let result = try executable.download("y", queue: queue)
    return (result, try store.values().mapValues { $0.map(Double.init) })
  }

  private func values(_ count: Int) -> [Float] {
    var random = SeededGenerator(seed: UInt64(count))
    return random.floats(count)
  }

  /// rows of input · weightᵀ + bias.
  private func linear(_ input: [Double], _ weight: [Double], _ bias: [Double], inputs: Int) -> [Double] {
    (0..<input.count / inputs).flatMap { row in
      bias.indices.map { output in
        bias[output]
          + dotProduct(
            Array(input[row * inputs..<(row + 1) * inputs]),
            Array(weight[output * inputs..<(output + 1) * inputs]))
      }
    }
  }

  @Test func aLinearLayerTakesImagesAndVectorsAsPyTorchConcatenatesThem() throws {
    let image = values(2 * 3 * 4 * 5)
    let vector = values(2 * 7)
    let result = try run(inputs: [
      (ModelInput("image", [2, 3, 4, 5], layout: .image), image), (ModelInput("vector", [2, 7]), vector),
    ]) { builder in
      let layer = LinearLayer(
        builder, "fc", inputs: [.image(height: 4, width: 5, channels: 3), .vector(7)], outputs: .vector(6))
      return { layer($0[0], $0[1], pass: $1) }
    }
    let rows = (0..<2).flatMap { row -> [Float] in
      let pixels: [Float] = Array(image[row * 60..<(row + 1) * 60])
      return pixels + vector[row * 7..<(row + 1) * 7]
    }
    expectClose(
      result.output,
      linear(rows.map(Double.init), result.tensors["fc.weight"]!, result.tensors["fc.bias"]!, inputs: 67))
  }

  @Test func aLinearLayerGivesImagesAsPyTorchViewsThem() throws {
    let vector = values(2 * 7)
    let result = try run(inputs: [(ModelInput("vector", [2, 7]), vector)]) { builder in
      let layer = LinearLayer(
        builder, "fc", inputs: [.vector(7)], outputs: .image(height: 2, width: 3, channels: 4))
      return { layer($0[0], pass: $1) }
    }
    let expected = linear(
      vector.map(Double.init), result.tensors["fc.weight"]!, result.tensors["fc.bias"]!, inputs: 7)
    // From [channels, height, width] to the device's [height, width, channels].
    let device = (0..<48).map { index in
      let (row, pixel, channel) = (index / 24, index / 4 % 6, index % 4)
      return expected[row * 24 + channel * 6 + pixel]
    }
    expectClose(result.output, device)
  }

  @Test(arguments: [false, true]) func convolutions(isTransposed: Bool) throws {
    let (images, inputs, outputs, size, stride) = (2, 3, 4, 5, 2)
    let image = values(images * inputs * size * size)
    let result = try run(inputs: [(ModelInput("image", [images, inputs, size, size], layout: .image), image)])
    {
      builder in
      let layer = ConvolutionLayer(
        builder, "conv", inputs: inputs, outputs: outputs, kernel: 3,
        windows: isTransposed
          ? .transposed(stride: stride, padding: 1) : ConvolutionWindows(stride: stride, padding: 1))
      return { layer($0[0], pass: $1) }
    }
    let (weight, bias) = (result.tensors["conv.weight"]!, result.tensors["conv.bias"]!)
    let outputSize = isTransposed ? (size - 1) * stride + 1 : (size - 1) / stride + 1
    let small = isTransposed ? size : outputSize
    let large = isTransposed ? outputSize : size
    var expected = (0..<images * outputSize * outputSize * outputs).map { bias[$0 % outputs] }
    for n in 0..<images {
      for index in 0..<small * small * 9 {
        let (y, x, ky, kx) = (index / 9 / small, index / 9 % small, index % 9 / 3, index % 3)
        let (top, left) = (y * stride + ky - 1, x * stride + kx - 1)
        guard 0..<large ~= top && 0..<large ~= left else { continue }
        let (from, to) = isTransposed ? ((y, x), (top, left)) : ((top, left), (y, x))
        for i in 0..<inputs {
          for o in 0..<outputs {
            let (first, second, width) = isTransposed ? (i, o, outputs) : (o, i, inputs)
            expected[((n * outputSize + to.0) * outputSize + to.1) * outputs + o] +=
              Double(image[((n * inputs + i) * size + from.0) * size + from.1])
              * weight[((first * width + second) * 3 + ky) * 3 + kx]
          }
        }
      }
    }
    expectClose(result.output, expected)
  }

  @Test func recurrentCells() throws {
    let (rows, inputs, units) = (3, 4, 5)
    let (x, h, c) = (values(rows * inputs), values(rows * units), values(rows * units + 1).dropLast())
    let modelInputs = [
      (ModelInput("x", [rows, inputs]), x), (ModelInput("h", [rows, units]), h),
      (ModelInput("c", [rows, units]), Array(c)),
    ]
    func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    for isGRU in [true, false] {
      let result = try run(inputs: modelInputs) { builder in
        let gru = GRULayer(builder, "gru", inputs: inputs, units: units)
        let lstm = LSTMLayer(builder, "lstm", inputs: inputs, units: units)
        return {
          if isGRU { return gru($0[0], hidden: $0[1], pass: $1) + 0 * $0[2] }
          let state = lstm($0[0], hidden: $0[1], cell: $0[2], pass: $1)
          return .concatenate([state.hidden, state.cell], axis: 1)
        }
      }
      func gates(_ name: String, _ side: String, _ values: [Float], _ width: Int) -> [Double] {
        linear(
          values.map(Double.init), result.tensors["\(name).weight_\(side)"]!,
          result.tensors["\(name).bias_\(side)"]!,
          inputs: width)
      }
      let name = isGRU ? "gru" : "lstm"
      let (a, b) = (gates(name, "ih", x, inputs), gates(name, "hh", h, units))
      let expected = (0..<rows).flatMap { row -> [Double] in
        func gate(_ values: [Double], _ number: Int, _ unit: Int) -> Double {
          values[row * (isGRU ? 3 : 4) * units + number * units + unit]
        }
        if isGRU {
          return (0..<units).map { unit in
            let reset = logistic(gate(a, 0, unit) + gate(b, 0, unit))
            let update = logistic(gate(a, 1, unit) + gate(b, 1, unit))
            let new = tanh(gate(a, 2, unit) + reset * gate(b, 2, unit))
            return (1 - update) * new + update * Double(h[row * units + unit])
          }
        }
        let cells = (0..<units).map { unit in
          let g = (0..<4).map { gate(a, $0, unit) + gate(b, $0, unit) }
          return (
            logistic(g[1]) * Double(c[row * units + unit]) + logistic(g[0]) * tanh(g[2]), logistic(g[3])
          )
        }
        return cells.map { $1 * tanh($0) } + cells.map(\.0)
      }
      expectClose(result.output, expected, name)
    }
  }

  @Test func batchNormalizationFollowsTheBatchInTrainingAlone() throws {
    let image = values(4 * 2 * 3 * 3)
    func normalized(isTraining: Bool) throws -> (output: [Float], tensors: [String: [Double]]) {
      try run(
        inputs: [(ModelInput("image", [4, 2, 3, 3], layout: .image), image)], isTraining: isTraining
      ) { builder in
        let layer = BatchNormalizationLayer(builder, "norm", channels: 2)
        return { layer($0[0], pass: $1) }
      }
    }
    let (evaluated, trained) = (try normalized(isTraining: false), try normalized(isTraining: true))
    for channel in 0..<2 {
      let pixels = (0..<4).flatMap { n in (0..<9).map { Double(image[(n * 2 + channel) * 9 + $0]) } }
      let mean = pixels.reduce(0, +) / 36
      let squares = pixels.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      func expect(_ result: (output: [Float], tensors: [String: [Double]]), mean: Double, variance: Double) {
        let (weight, bias) = (result.tensors["norm.weight"]![channel], result.tensors["norm.bias"]![channel])
        let actual = stride(from: channel, to: 72, by: 2).map { result.output[$0] }
        expectClose(actual, pixels.map { ($0 - mean) / (variance + 1e-5).squareRoot() * weight + bias })
      }
      let (oldMean, oldVariance) = (
        evaluated.tensors["norm.running_mean"]![channel], evaluated.tensors["norm.running_var"]![channel]
      )
      expect(evaluated, mean: oldMean, variance: oldVariance)
      expect(trained, mean: mean, variance: squares / 36)
      expectClose(
        [
          Float(trained.tensors["norm.running_mean"]![channel]),
          Float(trained.tensors["norm.running_var"]![channel]),
        ],
        [0.9 * oldMean + 0.1 * mean, 0.9 * oldVariance + 0.1 * squares / 35])
    }
  }
}
