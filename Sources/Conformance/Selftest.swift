import Common
import Device
import Operations
import Safetensors

/// Compares the operations and whole models on a device, and searches, with reference cases.
package struct Selftest {
  /// The error of a choice of cases that cannot be run: what is wrong, and what can be chosen.
  package struct SelectionError: Error, CustomStringConvertible {
    package let description: String
  }

  /// The error of a device that failed during a case.
  package struct Interruption: Error, CustomStringConvertible {
    package let description: String
  }

  private let device: any Device
  private let variant: KernelVariant?
  private let allVariants: Bool
  private let precision: Precision
  private let selection: ProductSelection
  private let searches: [SearchCaseFile]
  /// The operations with their cases, in the order in which the operations first occur in the files.
  private let work: [(operation: String, cases: [(file: String, conformanceCase: ConformanceCase)])]

  /// Tests the operations named in `only`, or all in `files` and `searches` if that is empty. With
  /// `allVariants`, every case runs once for each variant of its operation that the device can run, on matrix
  /// units in every precision. Otherwise it runs with `variant` if the operation has it, or else by the saved
  /// choices in `selection`. Products have `precision`.
  ///
  /// Throws `SelectionError` if `only` contains a name that is unknown, or for which the files have no case.
  package init(
    device: any Device, files: [ConformanceFile], searches: [SearchCaseFile] = [], only: [String] = [],
    variant: KernelVariant? = nil,
    allVariants: Bool = false, precision: Precision = .float32,
    selection: ProductSelection = ProductSelection()
  ) throws {
    self.device = device
    self.variant = variant
    self.allVariants = allVariants
    self.precision = precision
    self.selection = selection
    self.searches = only.isEmpty || only.contains(SearchCaseRunner.operation) ? searches : []
    for name in only { try Self.check(name, in: files, searches) }
    var work: [(operation: String, cases: [(file: String, conformanceCase: ConformanceCase)])] = []
    for file in files {
      for conformanceCase in file.cases where only.isEmpty || only.contains(conformanceCase.operation) {
        let entry = (file.name, conformanceCase)
        if let index = work.firstIndex(where: { $0.operation == conformanceCase.operation }) {
          work[index].cases.append(entry)
        } else {
          work.append((conformanceCase.operation, [entry]))
        }
      }
    }
    self.work = work
  }

  /// The operations that will be tested, in order.
  package var operations: [String] {
    work.map(\.operation) + (searches.isEmpty ? [] : [SearchCaseRunner.operation])
  }

  /// Runs everything; `finished` is called after each operation.
  ///
  /// Throws if the device fails. Wrong results are part of the report.
  package func run(finished: (OperationReport) -> Void = { _ in }) throws -> SelftestReport {
    let runner = try CaseRunner(device: device, selection: selection)
    var reports: [OperationReport] = []
    for (operation, cases) in work {
      var report = OperationReport(operation: operation)
      for (file, conformanceCase) in cases {
        let results = try variants(of: operation).map { variant, precision in
          // Operations after a sum on matrix units are the same in every precision.
          let alone = variant == .matrix && precision != .float32
          do {
            return try runner.run(
              conformanceCase, variant: variant, precision: precision, alone: alone)
          } catch {
            throw Interruption(description: "\(conformanceCase.name): \(error)")
          }
        }
        report.add(results, of: conformanceCase.name, in: file)
      }
      reports.append(report)
      finished(report)
    }
    if let report = try searchReport() {
      reports.append(report)
      finished(report)
    }
    return SelftestReport(device: device.info, operations: reports)
  }

  /// The report on all searches; nil if there are none.
  private func searchReport() throws -> OperationReport? {
    if searches.isEmpty { return nil }
    var report = OperationReport(operation: SearchCaseRunner.operation)
    for file in searches {
      for (searchCase, result) in zip(file.cases, try SearchCaseRunner(file, device: device).run()) {
        report.add([result], of: searchCase.name, in: file.name)
      }
    }
    return report
  }

  /// The variants to force, one after the other, and the precisions of their products. A variant of nil
  /// leaves the choice to the device's kind.
  private func variants(of operation: String) -> [(KernelVariant?, Precision)] {
    guard allVariants, let known = TestedOperations.variants(of: operation) else {
      return [(variant, precision)]
    }
    return known.filter { device.info.isCPU || $0 != .vector }.flatMap { variant in
      (variant == .matrix ? Precision.allCases : [precision]).map { (variant, $0) }
    }
  }

  private static func check(_ name: String, in files: [ConformanceFile], _ searches: [SearchCaseFile]) throws
  {
    let known = TestedOperations.names + [SearchCaseRunner.operation]
    guard known.contains(name) else {
      let near = NearNames.find(name, among: known)
      let hint =
        near.isEmpty
        ? "known are \(known.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?"
      throw SelectionError(description: "no operation is named \(name.quoted); \(hint)")
    }
    let isTested =
      name == SearchCaseRunner.operation
      ? !searches.isEmpty : files.contains { $0.cases.contains { $0.operation == name } }
    if !isTested {
      let names = (files.map(\.name) + searches.map(\.name)).joined(separator: ", ")
      throw SelectionError(
        description: "no case of \(names) tests \(name); leave it out, or name a file that does")
    }
  }
}
