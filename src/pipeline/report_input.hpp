#pragma once

#include <string>

#include "indicators/compute.hpp"
#include "pipeline/stages.hpp"
#include "reports/report.hpp"

namespace dmp::pipeline {

/// Everything the report shows, gathered from the catalogue, the intake, the estimates and the boundaries held.
reports::ReportInput report_input(const std::string& edition, const Project& project, const intake::IntakeReport& intake,
                                  const indicators::Computation& computation, engine::Session& session);

}  // namespace dmp::pipeline
