import Conformance
import Device
import Operations
import TestSupport
import Testing

/// The program's own cases, with every variant.
@Suite struct SelftestTests {
  private static let embedded = Result { try ConformanceFile.embedded() }

  private static var operations: [String] {
    let tested = Set((try? embedded.get().flatMap(\.cases).map(\.operation)) ?? [])
    return TestedOperations.names.filter(tested.contains)
  }

  @Test(arguments: operations) func operationPassesWithEveryVariant(name: String) throws {
    let selftest = try Selftest(
      device: Devices.select("cpu"), files: Self.embedded.get(), only: [name], allVariants: true)
    let report = try selftest.run()
    #expect(report.cases > 0)
    for failure in report.operations.flatMap(\.failures) {
      Issue.record("\(failure.conformanceCase), \(failure.variants): \(failure.reason)")
    }
    let variants = try #require(TestedOperations.variants(of: name))
    #expect(report.operations.first.map { Set($0.variants) } == Set(variants))
  }

  /// What training steps run of these operations, beside the operations alone.
  @Test(arguments: [
    (
      "linear",
      [
        "linear_elu", "linear_input_gradient_elu", "linear_input_gradient onto a sum",
        "linear_parameter_gradients",
      ]
    ),
    ("conv2d", ["convolution_elu", "convolution_input_gradient_elu"]),
    ("conv_transpose2d", ["transposed_convolution_elu", "transposed_convolution_input_gradient_elu"]),
    ("gelu", ["gelu_add_elu", "gelu_backward_add"]),
  ])
  func fusedFormsAreTested(name: String, fusions: [String]) throws {
    let selftest = try Selftest(device: Devices.select("cpu"), files: Self.embedded.get(), only: [name])
    let report = try selftest.run()
    #expect(report.hasPassed)
    #expect(Set(try #require(report.operations.first).fusions).isSuperset(of: fusions))
  }

  @Test func everyEmbeddedOperationIsKnown() throws {
    let unknown = Set(try Self.embedded.get().flatMap(\.cases).map(\.operation)).subtracting(
      TestedOperations.names)
    #expect(unknown.isEmpty)
  }

  @Test func anUnknownOperationFailsAndIsNotSkipped() throws {
    var small = EluCase()
    small.list = "[{\"name\":\"elu/small\",\"op\":\"ulu\",\"attributes\":{},\"tolerance\":1}]"
    let selftest = try Selftest(device: Devices.select("cpu"), files: [small.file()], allVariants: true)
    let report = try selftest.run()
    #expect(!report.hasPassed)
    #expect(report.cases == 1 && report.passed == 0)
    #expect(report.operations.first?.failures.first?.reason.contains("no such operation") == true)
  }

  @Test func casesOfSeveralFilesAreCounted() throws {
    var wrong = EluCase()
    wrong.tensors["outputs/output"]!.values[0] = 2
    let selftest = try Selftest(
      device: Devices.select("cpu"), files: [EluCase().file(), wrong.file()], allVariants: true)
    var finished: [String] = []
    let report = try selftest.run { finished.append($0.operation) }
    #expect(finished == ["elu"])
    #expect(report.cases == 2 && report.passed == 1)
    let operation = try #require(report.operations.first)
    #expect(operation.variants == [.vector, .group])
    #expect(operation.failures.map(\.variants) == [[.vector], [.group]])
    #expect(try #require(operation.worstForward) > 1)
  }

  @Test func aSelectionThatSelectsNothingIsAnError() throws {
    func error(_ only: [String]) throws -> String {
      let file = try EluCase().file()
      let error = #expect(throws: Selftest.SelectionError.self) {
        try Selftest(device: Devices.select("cpu"), files: [file], only: only)
      }
      return error?.description ?? ""
    }
    #expect(try error(["lu"]) == "no operation is named \"lu\"; did you mean elu?")
    #expect(try error(["elu", "zzzzzz"]).hasPrefix("no operation is named \"zzzzzz\"; known are "))
    #expect(try error([""]).hasPrefix("no operation is named \"\"; known are "))
    if let other = TestedOperations.names.first(where: { $0 != "elu" }) {
      #expect(try error([other]) == "no case of test tests \(other); leave it out, or name a file that does")
    }
  }
}
