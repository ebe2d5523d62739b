import { useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'

/** A sign-in service that could not let somebody in sends them to Home with the reason: it is told where they tried. */
export function useSignInProblem(): void {
  const search = useSearch()
  const [, navigate] = useLocation()
  useEffect(() => {
    const problem = new URLSearchParams(search).get('sign_in_problem')
    if (problem !== null) navigate(`/sign-in?problem=${encodeURIComponent(problem)}`, { replace: true })
  }, [search, navigate])
}
