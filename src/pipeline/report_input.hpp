#pragma once

#include <string>

#include "indicators/compute.hpp"
#include "pipeline/stages.hpp"
#include "reports/report.hpp"

namespace dmp::pipeline {

/// Everything the restricted report shows, gathered from the catalogue, the intake, the estimates and the boundaries held.
reports::ReportInput report_input(const std::string& edition, const Project& project, const intake::IntakeReport& intake,
                                  const indicators::Computation& computation, engine::Session& session);

/// The public report's share of it: the estimates released, without the indicators that the catalogue restricts.
reports::ReportInput for_the_public(const reports::ReportInput& whole, const Project& project, core::Estimates released);

}  // namespace dmp::pipeline
