#pragma once

#include <filesystem>
#include <string>

#include "core/document.hpp"
#include "forms/compose.hpp"
#include "pipeline/edition.hpp"

namespace dmp::pipeline {

/// What a form is asked for.
struct FormRequest {
  std::string form;                         ///< id in catalogue/7-reports/forms
  std::string edition;                      ///< empty for the latest
  Audience audience = Audience::everybody;
  std::string area;                         ///< code or name of the area it is about; empty: the profile's first
  std::string today;                        ///< the day by which milestones of the plan are late
};

/// The form of one edition and of the plan as it stands. A usage UserError with the nearest name for a form or area that is not there.
core::Document form_of(const std::filesystem::path& folder, const FormRequest& asked);

/// Ids and titles of the forms there are, with who reads each.
core::DataTable forms_of(const std::filesystem::path& folder);

}  // namespace dmp::pipeline
