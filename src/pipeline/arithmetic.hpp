#pragma once

#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "core/estimate.hpp"
#include "indicators/steps.hpp"

namespace dmp::pipeline {

/// How a figure comes about, as a person would write it down: "60.7% = 1 - 393 / 1,000", then its steps and its interval.
/// Numbers are rounded for reading; the first line says so where what it names does not give the figure exactly.
/// One line at least, also for a figure that is withheld (why).
std::vector<std::string> arithmetic_of(const core::Estimate& estimate, const catalogue::IndicatorDefinition& indicator, const indicators::Steps& steps);

}  // namespace dmp::pipeline
