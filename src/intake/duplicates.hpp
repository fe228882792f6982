#pragma once

#include "intake/intake.hpp"

namespace dmp::intake {

/// Moves rows whose natural key another row has from the canonical tables to intake.rejected, and fills in loaded and
/// duplicates of every file; then checks that rows = loaded + rejected + duplicates (an InternalError where it does not hold).
void set_duplicates_aside(engine::Session& session, const catalogue::Catalogue& catalogue, IntakeReport& report);

}  // namespace dmp::intake
