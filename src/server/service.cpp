#include "server/service.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "core/errors.hpp"
#include "server/claim_desk.hpp"
#include "server/differences.hpp"
#include "server/places.hpp"
#include "server/plan_desk.hpp"
#include "server/solver.hpp"

namespace dmp::server {
namespace {

std::string random_token() {
  if (sodium_init() < 0) throw core::InternalError("libsodium cannot start");
  std::array<unsigned char, 24> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 2 * bytes.size() + 1> text{};
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return text.data();
}

}  // namespace

Service::Service(ServiceSettings settings)
    : settings_(std::move(settings)), editions_(settings_.folder, settings_.audience), token_(random_token()), solver_(std::make_unique<MarketSolver>(settings_.folder)),
      differences_(std::make_unique<DifferenceCache>()), layers_(std::make_unique<PlaceLayers>()),
      claims_(std::make_unique<ClaimDesk>(settings_.folder)), plan_(std::make_unique<PlanDesk>(settings_.folder)) {}

Service::~Service() = default;

std::shared_ptr<const OpenEdition> Service::edition(const Request& request) const { return editions_.open(request.target.query.text("edition"), request.may_wait); }

}  // namespace dmp::server
