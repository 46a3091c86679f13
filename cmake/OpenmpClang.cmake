# SPDX-License-Identifier: GPL-3.0-or-later
# The backend openmp once more, compiled by clang and so with its runtime, libomp: two OpenMPs in one
# report. CMake has one C compiler a project, so clang is called here. Where it cannot be, the plugin
# is there all the same and calls itself unavailable.

set(PARBENCH_CLANG "" CACHE FILEPATH "clang for the backend openmp_clang; empty: looked for")

# Sets `works` to whether this compiler links with an OpenMP runtime.
function(openmp_clang_try compiler works)
  set(probe ${CMAKE_CURRENT_BINARY_DIR}/openmp_clang_probe)
  file(WRITE ${probe}.c "#include <omp.h>\nint threads(void) { return omp_get_max_threads(); }\n")
  execute_process(COMMAND ${compiler} -fopenmp -shared -fPIC ${probe}.c -o ${probe}.so
                  RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  if(status STREQUAL "0")
    set(${works} TRUE PARENT_SCOPE)
  else()
    set(${works} FALSE PARENT_SCOPE)
  endif()
endfunction()

# Sets `compiler` to a clang that works; else it is empty, and `reason` says why.
function(openmp_clang_find compiler reason)
  set(${compiler} "" PARENT_SCOPE)
  if(NOT PARBENCH_SANITIZE STREQUAL "none")
    set(${reason} "a sanitized build has one compiler only" PARENT_SCOPE)
    return()
  elseif(CMAKE_C_COMPILER_ID MATCHES "Clang")
    set(${reason} "clang compiles the backend openmp itself here" PARENT_SCOPE)
    return()
  endif()
  set(names clang clang-19 clang-18 clang-17 clang-16 clang-15 clang-14)
  if(PARBENCH_CLANG)
    set(names ${PARBENCH_CLANG})
  endif()
  foreach(name IN LISTS names)
    openmp_clang_try(${name} works)
    if(works)
      set(${compiler} ${name} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${reason} "clang or libomp was missing: install clang and libomp-dev, then build again"
      PARENT_SCOPE)
endfunction()

# The same flags as the other plugins', as far as clang knows them.
function(openmp_clang_add compiler source)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  string(STRIP "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${type}}" words)
  separate_arguments(flags UNIX_COMMAND "${words}")
  execute_process(COMMAND ${compiler} -dumpversion OUTPUT_VARIABLE version
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(output ${PROJECT_BINARY_DIR}/plugins/openmp_clang.so)
  get_filename_component(folder ${source} DIRECTORY)
  set(headers ${PROJECT_SOURCE_DIR}/include/parbench/plugin.h ${folder}/about.h)
  add_custom_command(OUTPUT ${output}
    COMMAND ${compiler} -std=c17 ${flags} -fopenmp -fPIC -shared -fvisibility=hidden
            -Wall -Wextra -D_GNU_SOURCE -DOPENMP_NAME="openmp_clang"
            "-DPARBENCH_BUILD=\"Clang ${version} ${words}\"" -I${PROJECT_SOURCE_DIR}/include
            ${source} -o ${output} -Wl,-z,defs
    DEPENDS ${source} ${headers} VERBATIM
    COMMENT "Building the plugin openmp_clang with ${compiler}")
  add_custom_target(openmp_clang ALL DEPENDS ${output})
  add_library(plugin_openmp_clang MODULE IMPORTED GLOBAL)
  set_target_properties(plugin_openmp_clang PROPERTIES IMPORTED_LOCATION ${output})
  add_dependencies(plugin_openmp_clang openmp_clang)
  install(PROGRAMS ${output} DESTINATION ${CMAKE_INSTALL_LIBDIR}/parbench/plugins)
endfunction()
