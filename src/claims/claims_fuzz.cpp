#include <cstddef>
#include <cstdint>
#include <string_view>

#include "claims/annotate.hpp"
#include "claims/check.hpp"
#include "claims/document.hpp"
#include "core/errors.hpp"

/// Any bytes as a text with claims: its claims, or a UserError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const dmp::claims::Lexicon lexicon = dmp::claims::lexicon_of("");
  static const dmp::core::Estimates estimates = [] {
    dmp::core::Estimate estimate;
    estimate.estimate_id = "adults_in_treatment:E06000032:2023/24";
    estimate.indicator_id = "adults_in_treatment";
    estimate.indicator_name = "Adults in treatment";
    estimate.area_code = "E06000032";
    estimate.area_name = "Luton";
    estimate.area_type = "authority";
    estimate.period = "2023/24";
    estimate.period_start = "2023-04-01";
    estimate.period_end = "2024-03-31";
    estimate.unit = "people";
    estimate.value = 1439;
    return dmp::core::Estimates{estimate};
  }();
  try {
    const auto document = dmp::claims::read_document({reinterpret_cast<const char*>(bytes), size}, "input");
    const auto claims = dmp::claims::check_claims(document.text, estimates, lexicon);
    if (dmp::claims::annotated_page(document.text, claims, "input").empty()) return 1;
  } catch (const dmp::core::UserError&) {
  }
  return 0;
}
