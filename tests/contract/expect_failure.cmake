# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DCOMMAND=<program;arguments> [-DSTATUS=1] -DEXPECTED=<regex>... -P expect_failure.cmake
# passes where the program ends with this status, in so many words: each regex matches what it
# prints.
if(NOT DEFINED STATUS)
  set(STATUS 1)
endif()
execute_process(COMMAND ${COMMAND} RESULT_VARIABLE result OUTPUT_VARIABLE output
                ERROR_VARIABLE output)
message("${output}")
if(result STREQUAL "77")
  return()
endif()
if(NOT result STREQUAL STATUS)
  message(FATAL_ERROR "it ended with ${result}, not ${STATUS}")
endif()
foreach(regex IN LISTS EXPECTED)
  if(NOT output MATCHES "${regex}")
    message(FATAL_ERROR "no line matches ${regex}")
  endif()
endforeach()
