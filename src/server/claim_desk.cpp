#include "server/claim_desk.hpp"

#include <algorithm>

#include "claims/check.hpp"
#include "claims/lexicon.hpp"
#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

/// Above so many rows only the areas that a text is about are taken.
constexpr std::size_t kManyRows = 500'000;

std::shared_ptr<const core::Estimates> estimates_of(const OpenEdition& edition) {
  Selection selection;
  for (std::size_t i = 0; i < edition.estimates().indicators().size(); ++i) selection.shards.push_back(i);
  if (edition.estimates().rows() > kManyRows) {
    Condition areas{"area_code", {}, false};
    for (const AreaEntry* area : edition.own_areas()) areas.values.push_back(area->code);
    for (const AreaEntry& area : edition.areas())
      if (area.type == "country" && !area.own) areas.values.push_back(area.code);
    selection.conditions.push_back(std::move(areas));
  }
  auto estimates = std::make_shared<core::Estimates>();
  for (const Found& found : select(edition.estimates(), selection, {}, std::numeric_limits<std::size_t>::max(), true).rows) estimates->push_back(estimate_of(found));
  return estimates;
}

}  // namespace

claims::Claims ClaimDesk::check(const OpenEdition& edition, std::string_view text) {
  std::shared_ptr<const core::Estimates> estimates;
  {
    const std::lock_guard lock(mutex_);
    if (generation_ != edition.generation()) {
      estimates_ = estimates_of(edition);
      generation_ = edition.generation();
    }
    estimates = estimates_;
  }
  return claims::check_claims(text, *estimates, claims::lexicon_of(folder_.string()));
}

}  // namespace dmp::server
